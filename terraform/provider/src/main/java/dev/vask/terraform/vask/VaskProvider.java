package dev.vask.terraform.vask;

import dev.vask.terraform.provider.DataSource;
import dev.vask.terraform.provider.EphemeralResource;
import dev.vask.terraform.provider.Provider;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Terraform provider of Vask. */
public final class VaskProvider implements Provider {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private static final Schema SETTINGS = Schema.of(
            "Address and admin token of the Vask server.",
            Attribute.optional(
                            "url",
                            Type.STRING,
                            "Address of the server, like https://vask.example.com. Defaults to VASK_URL.")
                    .checked(Rules.SERVER_URL),
            Attribute.optional("token", Type.STRING, "The server's vask.admin.token. Defaults to VASK_ADMIN_TOKEN.")
                    .asSensitive(),
            Attribute.optional("request_timeout", Type.STRING, "Timeout of one request, like 30s (the default).")
                    .checked(Rules.DURATION));

    private final Map<String, String> environment;
    private final Connection connection = new Connection();

    /** Creates a provider that reads settings missing in its configuration from {@code environment}. */
    public VaskProvider(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Schema settings() {
        return SETTINGS;
    }

    @Override
    public List<Resource> resources() {
        return List.of(new AppResource(connection), new AppSecretResource(connection), new WebhookResource(connection));
    }

    @Override
    public List<DataSource> dataSources() {
        return List.of(
                new AppDataSource(connection), new AppsDataSource(connection), new AppUsageDataSource(connection));
    }

    @Override
    public List<EphemeralResource> ephemeralResources() {
        return List.of(new EphemeralAppSecret(connection));
    }

    @Override
    public void configure(Fields settings, Diagnostics problems) {
        if (!settings.isKnown()) {
            return;
        }
        Optional<String> url = setting(settings, "url", "VASK_URL");
        Optional<String> token = setting(settings, "token", "VASK_ADMIN_TOKEN");
        url.ifPresentOrElse(
                address -> Rules.SERVER_URL.check(Path.of("url"), Value.of(address), problems),
                () -> problems.invalid(Path.of("url"), "must be set to the server's address, here or in VASK_URL"));
        if (token.isEmpty()) {
            problems.invalid(
                    Path.of("token"), "must be set to the server's vask.admin.token, here or in VASK_ADMIN_TOKEN");
        }
        if (!problems.hasErrors()) {
            connection.open(new AdminApi(url.orElseThrow(), token.orElseThrow(), timeout(settings)));
        }
    }

    private Optional<String> setting(Fields settings, String name, String variable) {
        return settings.get(name) instanceof Value.Text(String text)
                ? Optional.of(text).filter(given -> !given.isEmpty())
                : Optional.ofNullable(environment.get(variable)).filter(given -> !given.isEmpty());
    }

    private static Duration timeout(Fields settings) {
        return settings.get("request_timeout") instanceof Value.Text(String text)
                ? Durations.parse(text).orElse(REQUEST_TIMEOUT)
                : REQUEST_TIMEOUT;
    }
}
