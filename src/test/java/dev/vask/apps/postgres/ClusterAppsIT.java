package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Apps in Postgres, from the view of clients, backends and operators of a cluster. */
class ClusterAppsIT {

    private static final byte[] NOTHING = {};

    @Test
    void a_change_by_one_node_applies_on_another() {
        TestDatabase database = TestPostgres.database();
        String prefix = UUID.randomUUID().toString();
        Server one = start(database, prefix, "one");
        Server other = start(database, prefix, "other");
        TestApp app = one.app();
        PusherClient client = elsewhere(other, app).established();

        app.change(Map.of("enabled", false));

        client.closedWith(4003);
        await().untilAsserted(() -> elsewhere(other, app).closedWith(4003));

        app.change(Map.of("enabled", true));
        await().untilAsserted(() -> elsewhere(other, app).established().close());

        app.delete();
        await().untilAsserted(() -> elsewhere(other, app).closedWith(4001));
    }

    @Test
    void a_change_by_sql_applies() {
        TestDatabase database = TestPostgres.database();
        Server server = start(database, UUID.randomUUID().toString(), "only");
        server.open("/app/sql?protocol=7").closedWith(4001);

        database.execute("""
                insert into apps (key, name) values ('sql', 'By hand');
                insert into app_secrets (app_key, secret) values ('sql', 'secret')""");
        await().untilAsserted(
                        () -> server.open("/app/sql?protocol=7").established().close());
        assertThat(server.admin("GET", "/admin/v1/apps/sql", NOTHING)
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("By hand");

        PusherClient client = server.open("/app/sql?protocol=7").established();
        database.execute("update apps set enabled = false");
        client.closedWith(4003);

        database.execute("update apps set enabled = true");
        await().untilAsserted(
                        () -> server.open("/app/sql?protocol=7").established().close());
        PusherClient another = server.open("/app/sql?protocol=7").established();
        database.execute("delete from apps");
        another.closedWith(4001);
    }

    private static Server start(TestDatabase database, String prefix, String name) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("vask.mode", "cluster");
        settings.put("vask.redis.url", TestRedis.url());
        settings.put("vask.cluster.prefix", prefix);
        settings.put("test.instance", name); // distinguishes servers with the same settings
        return Server.with(settings);
    }

    private static PusherClient elsewhere(Server server, TestApp app) {
        return server.open("/app/" + app.key() + "?protocol=7");
    }
}
