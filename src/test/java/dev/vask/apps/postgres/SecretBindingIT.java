package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A client that can write to the database, but has no key, cannot make a secret valid for another app. */
class SecretBindingIT {

    private final TestDatabase database = TestPostgres.database();
    private final Server server = Server.with(settings("first"));

    @Test
    void a_secret_copied_to_another_app_is_rejected_there_and_no_other_app_is_affected() {
        TestApp shop = server.app();
        TestApp blog = server.app();
        TestApp third = server.app();
        blog.backend().publish("room", "news", "1");

        database.execute(
                "update app_secrets set secret = (select secret from app_secrets where app_key = '%s') where app_key = '%s'"
                        .formatted(shop.key(), blog.key()));

        await().untilAsserted(() -> assertThat(server.log())
                .contains(
                        "App %s has 1 secrets or webhook headers that cannot be decrypted and are ignored"
                                .formatted(blog.key()),
                        "App %s has no live secret".formatted(blog.key())));
        blog.backend()
                .post("/events", "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"2\"}")
                .expect(404);
        for (TestApp other : List.of(shop, third, server.app())) {
            other.backend().publish("room", "news", "2");
        }
    }

    @Test
    void plain_text_in_the_database_is_logged_with_its_app_until_a_start_encrypts_it() {
        TestApp app = server.app();
        String secret = "written-by-hand-" + UUID.randomUUID();
        database.execute(
                "insert into app_secrets (app_key, secret) values ('%1$s', '%2$s'); update apps set webhook_headers = '{X-A: b}'"
                                .formatted(app.key(), secret)
                        + " where key = '%s'".formatted(app.key()));
        await().untilAsserted(() -> assertThat(server.log())
                .contains(
                        "App %s has 2 secrets or webhook headers in plain text in the database".formatted(app.key())));

        Server next = Server.with(settings("next"));

        assertThat(next.log())
                .contains(
                        "App %s had 1 secrets in plain text".formatted(app.key()),
                        "App %s had 1 webhook headers in plain text".formatted(app.key()))
                .doesNotContain(secret);
        assertThat(database.query("select count(*) from app_secrets where key_id is null"))
                .isEqualTo("0");
        app.on(next).backend().publish("room", "news", "1");
    }

    private Map<String, String> settings(String prefix) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("vask.mode", "cluster");
        settings.put("vask.redis.url", TestRedis.url());
        settings.put("vask.cluster.prefix", prefix + "-" + database.name());
        return settings;
    }
}
