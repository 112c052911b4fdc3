package dev.vask.apps.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.ServerStart;
import dev.vask.support.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose apps are in a file. */
class AppsFileIT {

    private static final String KEY = "c3VyZWx5LXRoaXMtaXMtMzItYnl0ZXMtb2Yta2V5LS0=";
    private static final String SHOP =
            "- {key: shop, app_id: \"1234\", secret: secret-of-the-shop, client_events: true}\n";
    private static final String BLOG = "- {key: blog, secrets: [secret-of-the-blog]}\n";

    @TempDir
    private Path directory;

    @Test
    void the_apps_of_the_file_exist_and_changes_of_the_file_apply_to_open_connections() throws IOException {
        Path file = file("apps:\n" + SHOP + BLOG);
        try (ServerStart start = start(file, Map.of())) {
            Server server = start.awaitListening();
            Backend shop = backend(server, "shop");
            shop.get("/channels").expect(200);
            backend(server, "blog").get("/channels").expect(200);
            PusherClient shopClient = connect(server, "shop");
            PusherClient blogClient = connect(server, "blog");

            Files.writeString(
                    file,
                    "apps:\n" + SHOP.replace("}", ", enabled: false}") + "- {key: new, secret: secret-of-the-new}\n");

            blogClient.closedWith(4001);
            shopClient.closedWith(4003);
            backend(server, "blog").get("/channels").expect(404);
            shop.get("/channels").expect(403);
            backend(server, "new").get("/channels").expect(200);
            await().untilAsserted(() -> assertThat(start.output()).contains("has changed: ~shop +new -blog"));
        }
    }

    @Test
    void what_the_admin_api_changes_is_in_the_file_and_there_after_a_restart() throws IOException {
        Path file = file("apps:\n" + SHOP + BLOG);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (ServerStart start = start(file, Map.of())) {
            Server server = start.awaitListening();
            put(server, "shop", "{\"app_id\":\"4321\",\"name\":\"The shop\"}").expect(200);
            put(server, "made", "{\"secret\":\"secret-of-the-made\",\"quotas\":{\"max_connections\":7}}")
                    .expect(201);
            server.admin("DELETE", "/admin/v1/apps/blog", new byte[0]).expect(204);
            put(server, "made", "{\"app_id\":\"4321\"}").expect(409);

            assertThat(Files.readString(file))
                    .contains("secret-of-the-made", "secret-of-the-shop")
                    .doesNotContain("blog");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
        }
        try (ServerStart start = start(file, Map.of())) {
            Server server = start.awaitListening();
            assertThat(show(server, "shop").json().path("app_id").asText()).isEqualTo("4321");
            assertThat(show(server, "shop").json().path("name").asText()).isEqualTo("The shop");
            assertThat(show(server, "made").json().at("/quotas/max_connections").asInt())
                    .isEqualTo(7);
            show(server, "blog").expect(404);
            backend(server, "shop").get("/channels").expect(200);
            backend(server, "made").get("/channels").expect(200);
        }
    }

    @Test
    void secrets_and_headers_are_encrypted_with_the_key() throws IOException {
        Path file = file("apps:\n" + SHOP);
        Map<String, String> encrypted = Map.of("vask.secrets.key", KEY);
        try (ServerStart start = start(file, encrypted)) {
            Server server = start.awaitListening();
            assertThat(start.output()).contains("has 1 secrets or webhook headers in plain text");
            put(
                            server,
                            "made",
                            "{\"secret\":\"secret-of-the-made\",\"webhook\":{\"url\":\"https://a.example.com\","
                                    + "\"headers\":{\"X-Token\":\"secret-token\"}}}")
                    .expect(201);
            server.admin("POST", "/admin/v1/apps/shop/secrets/rotate", "{}".getBytes(UTF_8))
                    .expect(201);

            assertThat(Files.readString(file)).contains("encrypted:").doesNotContain("secret-of", "secret-token");
            assertThat(server.admin("POST", "/admin/v1/secrets/reencrypt", new byte[0])
                            .expect(200)
                            .body())
                    .isEqualTo("{\"at_rest\":true,\"reencrypted\":0,\"left\":0}");
        }
        try (ServerStart start = start(file, encrypted)) {
            Server server = start.awaitListening();
            backend(server, "made").get("/channels").expect(200);
            backend(server, "shop").get("/channels").expect(200);
            assertThat(server.admin("GET", "/admin/v1/apps/shop/secrets", new byte[0])
                            .json()
                            .at("/secrets"))
                    .hasSize(2);
        }
        try (ServerStart start = start(file, Map.of())) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output())
                    .containsPattern(
                            "Invalid vask.apps.file .*/apps.yaml: line \\d+: app 'shop': secrets\\[0\\].secret is encrypted"
                                    + " under the key [0-9a-f]{8}, which vask.secrets.key does not contain")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void an_invalid_edit_and_a_read_only_file_are_reported_and_change_nothing() throws IOException {
        Path file = file("apps:\n" + SHOP);
        try (ServerStart start = start(file, Map.of())) {
            Server server = start.awaitListening();
            PusherClient client = connect(server, "shop");

            Files.writeString(file, "apps:\n- {key: shop, secret: short}\n");
            await().untilAsserted(
                            () -> assertThat(start.output())
                                    .contains(
                                            "apps.yaml is invalid, and its last valid content stays in effect: line 2: app 'shop': secret must be"));
            Response rejected = put(server, "made", "{}").expect(409);
            assertThat(rejected.json().path("code").asText()).isEqualTo("apps_not_writable");
            assertThat(rejected.json().path("message").asText())
                    .contains("has an error, which must be corrected first: line 2");
            backend(server, "shop").get("/channels").expect(200);

            Files.writeString(file, "apps:\n" + SHOP);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            assertThat(put(server, "made", "{}")
                            .expect(409)
                            .json()
                            .path("message")
                            .asText())
                    .isEqualTo(
                            "Apps cannot be changed: vask.apps.file is read-only; change the file where it comes from. Nothing"
                                    + " was changed.");
            server.admin("DELETE", "/admin/v1/apps/shop", new byte[0]).expect(409);
            server.admin("DELETE", "/admin/v1/apps/nobody", new byte[0]).expect(404);
            client.receivesNothingMore();
        }
    }

    @Test
    void a_file_that_does_not_exist_is_created_by_the_admin_api() throws IOException {
        Path file = directory.resolve("apps.json");
        try (ServerStart start = start(file, Map.of())) {
            Server server = start.awaitListening();
            assertThat(start.output()).contains("does not exist yet").doesNotContain("are lost on restart");

            put(server, "shop", "{\"secret\":\"secret-of-the-shop\"}").expect(201);

            assertThat(Files.readString(file)).contains("\"key\" : \"shop\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertStopsWith(
                "Invalid vask.apps.file " + directory.resolve("none.yaml") + ": does not exist",
                Map.of("vask.apps.file", directory.resolve("none.yaml").toString(), "vask.admin.token", ""));
    }

    @Test
    void an_invalid_file_or_setting_stops_the_start_with_one_line() throws IOException {
        Path file = file("apps:\n- key: shop\n  secret: secret-of-the-shop\n  quotas:\n    max_connections: none\n");
        String path = file.toString();

        assertStopsWith(
                "Invalid vask.apps.file %s: line 5: app 'shop': quotas.max_connections must be a positive integer or null, at most"
                                .formatted(path)
                        + " 2147483647",
                Map.of("vask.apps.file", path));
        assertStopsWith(
                "Invalid value for vask.apps.file: '%s/apps', must end with .yaml, .yml or .json".formatted(directory),
                Map.of("vask.apps.file", directory + "/apps"));
        assertStopsWith(
                "vask.apps.file and vask.app.key are both set. Add the app to the file, and unset VASK_APP_KEY and VASK_APP_SECRET.",
                Map.of("vask.apps.file", path, "vask.app.key", "shop", "vask.app.secret", "secret-of-the-shop"));
        assertStopsWith(
                "vask.apps.file is set, but vask.mode is cluster, where Postgres stores the apps. Unset VASK_APPS_FILE, and create the"
                        + " apps with the admin API.",
                Map.of(
                        "vask.apps.file",
                        path,
                        "vask.mode",
                        "cluster",
                        "vask.redis.url",
                        "redis://127.0.0.1:1",
                        "vask.database.url",
                        "postgresql://127.0.0.1:1/vask",
                        "vask.database.username",
                        "vask",
                        "vask.database.password",
                        "vask",
                        "vask.secrets.key",
                        KEY));
    }

    @Test
    void a_start_that_will_lose_apps_is_warned_of_once() {
        try (ServerStart start = ServerStart.with(Map.of())) {
            start.awaitListening();
            assertThat(start.output())
                    .containsOnlyOnce(
                            "Apps that the admin API creates are lost on restart; set VASK_APPS_FILE to keep them in a file");
        }
        try (ServerStart start = ServerStart.with(Map.of("vask.demo", "true"))) {
            start.awaitListening();
            assertThat(start.output()).doesNotContain("lost on restart");
        }
    }

    private static void assertStopsWith(String line, Map<String, String> settings) {
        try (ServerStart start = ServerStart.with(settings)) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines()).containsExactly(line);
        }
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("apps.yaml"), content);
    }

    private static ServerStart start(Path file, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("vask.apps.file", file.toString());
        return ServerStart.with(all);
    }

    private static Backend backend(Server server, String key) {
        return new Backend(server, new Signer(key, "secret-of-the-" + key));
    }

    private static PusherClient connect(Server server, String key) {
        return server.open("/app/" + key + "?protocol=7").established();
    }

    private static Response put(Server server, String key, String json) {
        return server.admin("PUT", "/admin/v1/apps/" + key, json.getBytes(UTF_8));
    }

    private static Response show(Server server, String key) {
        return server.admin("GET", "/admin/v1/apps/" + key, new byte[0]);
    }
}
