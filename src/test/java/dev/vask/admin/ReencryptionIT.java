package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import org.junit.jupiter.api.Test;

class ReencryptionIT {

    private static final String PATH = "/admin/v1/secrets/reencrypt";
    private static final boolean IS_CLUSTER = "cluster".equals(System.getProperty("vask.test.servers"));

    private final Server server = Server.standard();

    @Test
    void secrets_under_the_first_key_are_not_changed() {
        TestApp app = server.app();

        JsonNode response = server.admin("POST", PATH, new byte[0]).expect(200).json();

        assertThat(response.path("at_rest").asBoolean()).isEqualTo(IS_CLUSTER);
        assertThat(response.path("reencrypted").asInt(-1)).isZero();
        assertThat(response.path("left").asInt(-1)).isZero();
        app.backend().publish("room", "news", "1");
    }

    @Test
    void the_token_is_required() {
        server.request("POST", PATH, new byte[0]).expect(401);
    }
}
