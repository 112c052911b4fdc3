package dev.vask.terraform.vask;

import dev.vask.terraform.provider.DataSource;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value.Fields;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code vask_app}: one app, by its key. */
final class AppDataSource implements DataSource {

    private static final Schema SCHEMA = Schema.of(
            "An app, by its key, without its secrets.",
            Stream.concat(
                            Stream.of(Attribute.required("key", Type.STRING, "Key of the app.")
                                    .checked(Rules.APP_KEY)),
                            AppSchema.SETTINGS.stream().map(Attribute::asResult))
                    .toList());

    private final Connection connection;

    AppDataSource(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String type() {
        return "vask_app";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Fields read(Fields config) throws ProviderException {
        String key = config.text("key");
        return connection.api().find(AdminApi.app(key)).map(AppSchema::read).orElseThrow(() -> noSuchApp(key, "key"));
    }

    static ProviderException noSuchApp(String key, String attribute) {
        return ProviderException.of(
                "App not found",
                "",
                Map.of(
                        Path.of(attribute),
                        "must be the key of an existing app; the server has no app '%s'".formatted(key)));
    }

    /** An app as an element of a list. */
    static List<Attribute> results() {
        return Stream.concat(
                        Stream.of(AppSchema.KEY.asResult()),
                        AppSchema.SETTINGS.stream().map(Attribute::asResult))
                .toList();
    }
}
