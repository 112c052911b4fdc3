package dev.vask.terraform.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.terraform.provider.EphemeralResource;
import dev.vask.terraform.provider.FailedException;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets and usage, against the answers that the admin API is described to give. */
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
    void a_secret_is_made_by_the_server_kept_in_the_state_and_ended() throws Exception {
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
    void a_write_only_secret_is_sent_and_not_kept() throws Exception {
        Fields config = new Fields(Map.of("app", Value.of("shop"), "secret_wo", Value.of("of-our-own")));
        Fields state = resource().create(new Fields(Map.of("app", Value.of("shop"))), config);

        assertThat(server.bodies).containsExactly("{\"secret\":\"of-our-own\"}");
        assertThat(state.get("secret")).isEqualTo(Value.NULL);
        assertThat(state.get("secret_wo")).isEqualTo(Value.NULL);
    }

    @Test
    void a_secret_of_no_app_is_a_failure() {
        Fields config = new Fields(Map.of("app", Value.of("none")));
        assertThatThrownBy(() -> resource().create(config, config))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("404");
    }

    @Test
    void an_ephemeral_secret_ends_with_the_run_or_soon_after() throws Exception {
        EphemeralResource resource = provider.ephemeralResources().getFirst();
        Fields opened = resource.open(new Fields(Map.of("app", Value.of("shop"))));

        assertThat(opened.text("secret")).isEqualTo("made-by-the-server-1");
        assertThat(server.bodies).containsExactly("{\"expires_in_seconds\":3600}");
        resource.close(opened);
        assertThat(server.secrets).isEmpty();
    }

    @Test
    void a_secret_is_imported_as_app_and_id() throws Exception {
        assertThat(resource().stateOf("shop/s1").text("id")).isEqualTo("s1");
        for (String wrong : new String[] {"shop", "/s1", "shop/", "a/b/c"}) {
            assertThatThrownBy(() -> resource().stateOf(wrong)).hasMessageContaining("APP/ID");
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
