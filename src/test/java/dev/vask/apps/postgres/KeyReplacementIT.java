package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Replaces the key of secrets as docs/operating.md describes: add the new key last, move it first, reencrypt, remove the old key. */
class KeyReplacementIT {

    private static final String NEW_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final TestDatabase database = TestPostgres.database();
    private final String prefix = UUID.randomUUID().toString();

    @Test
    void the_key_is_replaced_while_nodes_run() {
        TestApp app = start(PostgresNode.KEY + "," + NEW_KEY).app();
        Server next = start(NEW_KEY + "," + PostgresNode.KEY);

        assertThat(reencrypted(next)).isEqualTo(1);
        assertThat(reencrypted(next)).isZero();

        app.backend().publish("room", "news", "1");
        app.on(start(NEW_KEY)).backend().publish("room", "news", "2");
    }

    private static int reencrypted(Server server) {
        return server.admin("POST", "/admin/v1/secrets/reencrypt", new byte[0])
                .expect(200)
                .json()
                .path("reencrypted")
                .asInt(-1);
    }

    private Server start(String keys) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("vask.mode", "cluster");
        settings.put("vask.redis.url", TestRedis.url());
        settings.put("vask.cluster.prefix", prefix);
        settings.put("vask.secrets.key", keys);
        return Server.with(settings);
    }
}
