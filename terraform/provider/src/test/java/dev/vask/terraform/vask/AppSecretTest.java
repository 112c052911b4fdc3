package dev.vask.terraform.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.terraform.provider.EphemeralResource;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets and usage, with the documented responses of the admin API. */
class AppSecretTest {

    private final FakeServer server = new FakeServer();
    private final VaskProvider provider =
            new VaskProvider(Map.of("VASK_URL", server.url(), "VASK_ADMIN_TOKEN", "token"));

    @BeforeEach
    void configure() {
        Diagnostics problems = new Diagnostics();
        provider.configure(new Fields(Map.of()), problems);
        assertThat(problems.entries()).isEmpty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_secret_is_generated_stored_in_the_state_and_revoked() throws Exception {
        Fields config = new Fields(Map.of("app", Value.of("shop"), "expires_in", Value.of("90d")));
        Fields state = resource().create(config, config);

        assertThat(state.text("id")).isEqualTo("s1");
        assertThat(state.text("secret")).isEqualTo("made-by-the-server-1");
        assertThat(server.bodies).containsExactly("{\"expires_in_seconds\":7776000}");
        assertThat(resource().read(state)).contains(state);

        resource().delete(state);
        assertThat(server.secrets).isEmpty();
        assertThat(resource().read(state)).isEmpty();
        resource().delete(state);
    }

    @Test
    void a_write_only_secret_is_sent_and_not_stored() throws Exception {
        Fields config = new Fields(Map.of("app", Value.of("shop"), "secret_wo", Value.of("of-our-own")));
        Fields state = resource().create(new Fields(Map.of("app", Value.of("shop"))), config);

        assertThat(server.bodies).containsExactly("{\"secret\":\"of-our-own\"}");
        assertThat(state.get("secret")).isEqualTo(Value.NULL);
        assertThat(state.get("secret_wo")).isEqualTo(Value.NULL);
    }

    @Test
    void a_secret_of_an_unknown_app_is_an_error() {
        Fields config = new Fields(Map.of("app", Value.of("none")));
        assertThatThrownBy(() -> resource().create(config, config))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("404");
    }

    @Test
    void an_ephemeral_secret_is_revoked_at_the_end_or_expires() throws Exception {
        EphemeralResource resource = provider.ephemeralResources().getFirst();
        Fields opened = resource.open(new Fields(Map.of("app", Value.of("shop"))));

        assertThat(opened.text("secret")).isEqualTo("made-by-the-server-1");
        assertThat(server.bodies).containsExactly("{\"expires_in_seconds\":3600}");
        resource.close(opened);
        assertThat(server.secrets).isEmpty();
    }

    @Test
    void a_secret_is_imported_as_app_and_id() throws Exception {
        assertThat(resource().stateForImport("shop/s1").text("id")).isEqualTo("s1");
        for (String invalid : new String[] {"shop", "/s1", "shop/", "a/b/c"}) {
            assertThatThrownBy(() -> resource().stateForImport(invalid)).hasMessageContaining("APP/ID");
        }
    }

    @Test
    void usage_is_read() throws Exception {
        Fields usage = provider.dataSources().get(2).read(new Fields(Map.of("app", Value.of("shop"))));
        assertThat(usage.get("connections")).isEqualTo(Value.of(3));
        assertThat(usage.get("events_this_month")).isEqualTo(Value.of(40));
        assertThat(usage.get("refused")).isEqualTo(new Fields(Map.of("max_connections", Value.of(1))));
        assertThat(((Value.Items) usage.get("days")).items()).hasSize(1);
    }

    private Resource resource() {
        return provider.resources().get(1);
    }
}
