package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.CliRun;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second name of an app in paths of the HTTP API (2.2). */
class AppIdIT {

    private final Server server = Server.standard();
    private final String id = "id-" + UUID.randomUUID().toString().substring(24);
    private final TestApp app = server.app(Map.of("app_id", id));

    @Test
    void every_route_accepts_the_app_id_and_the_key() {
        for (String name : new String[] {id, app.key()}) {
            PusherClient client =
                    app.connect().signIn("{\"id\":\"ada\"}").subscribe("news").join("presence-x", "ada");

            await().untilAsserted(() -> get(name, "/channels").expect(200));
            assertThat(get(name, "/channels").expect(200).json().at("/channels").has("news"))
                    .isTrue();
            assertThat(get(name, "/channels/news")
                            .expect(200)
                            .json()
                            .path("occupied")
                            .asBoolean())
                    .isTrue();
            assertThat(get(name, "/channels/presence-x/users")
                            .expect(200)
                            .json()
                            .at("/users/0/id")
                            .asText())
                    .isEqualTo("ada");
            post(name, "/events", "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1\"}")
                    .expect(200);
            post(name, "/batch_events", "{\"batch\":[{\"name\":\"e\",\"channel\":\"news\",\"data\":\"2\"}]}")
                    .expect(200);
            post(name, "/users/ada/events", "{\"name\":\"e\",\"data\":\"3\"}").expect(200);
            client.receives("e", "news", "1");
            client.receives("e", "news", "2");
            client.receives("e", "#server-to-user-ada", "3");
            post(name, "/users/ada/terminate_connections", "{}").expect(200);
            post(name, "/users/ada/force_reconnect", "{}").expect(200);
            client.closedWith(4200);
        }
    }

    @Test
    void auth_key_is_the_key_even_so() {
        Response response = send(new Signer(id, app.secret()), "GET", id, "/channels", "");

        assertThat(response.expect(401).json().path("message").asText())
                .isEqualTo(
                        "Invalid value for auth_key: '%s' is not the key of the app in the path, '%s'.", id, app.key());
    }

    @Test
    void a_path_is_signed_as_it_is_sent() {
        String signedWithKey = app.signer().request("GET", "/apps/" + app.key() + "/channels", Map.of(), new byte[0]);

        server.request("GET", signedWithKey.replace("/apps/" + app.key(), "/apps/" + id), new byte[0])
                .expect(401);
    }

    @Test
    void a_web_socket_takes_the_key_only() {
        server.open("/app/" + id + "?protocol=7").closedWith(4001);
        app.connect();
    }

    @Test
    void an_app_id_that_is_changed_or_removed_does_not_work_any_more() {
        get(id, "/channels").expect(200);

        app.change(Map.of("app_id", id + "-2"));
        get(id, "/channels").expect(404);
        get(id + "-2", "/channels").expect(200);

        put(app.key(), "{\"app_id\":null,\"secret\":\"%s\"}".formatted(app.secret()))
                .expect(200);
        server.awaitChanges();
        await().untilAsserted(() -> get(id + "-2", "/channels").expect(404));
        get(app.key(), "/channels").expect(200);
    }

    @Test
    void the_app_id_of_a_deleted_app_does_not_work_any_more() {
        get(id, "/channels").expect(200);

        app.delete();

        await().untilAsserted(() -> get(id, "/channels").expect(404));
    }

    @Test
    void an_app_id_or_a_key_that_another_app_has_is_rejected() {
        TestApp other = server.app();

        for (Response taken : new Response[] {
            put(other.key(), "{\"app_id\":\"%s\"}".formatted(id)),
            put(other.key(), "{\"app_id\":\"%s\"}".formatted(app.key())),
            put(id, "{}"),
            server.admin(
                    "POST",
                    "/admin/v1/apps",
                    "{\"app_id\":\"%s\"}".formatted(id).getBytes(UTF_8))
        }) {
            assertThat(taken.expect(409).json().path("code").asText()).isEqualTo("app_id_taken");
            assertThat(taken.json().path("message").asText())
                    .endsWith("is already the key or the app_id of app '%s'. Choose another one.".formatted(app.key()));
        }
        assertThat(show(other.key()).path("app_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"two words\"", "12", "\"ä\"", "true"})
    void an_invalid_app_id_is_rejected(String value) {
        assertThat(put(app.key(), "{\"app_id\":%s}".formatted(value))
                        .expect(400)
                        .json()
                        .at("/fields/app_id")
                        .asText())
                .isEqualTo("must be a string of 1 to 64 characters of A-Z a-z 0-9 _ -, or null");
    }

    @Test
    void the_command_line_sets_and_removes_it() {
        Map<String, String> environment =
                Map.of("VASK_URL", server.management().toString(), "VASK_ADMIN_TOKEN", server.adminToken());

        CliRun.run(environment, "apps", "update", app.key(), "--app-id", id + "-cli")
                .expect(0);
        assertThat(show(app.key()).path("app_id").asText()).isEqualTo(id + "-cli");
        CliRun.run(environment, "apps", "update", app.key(), "--app-id", "none").expect(0);
        assertThat(show(app.key()).path("app_id").isNull()).isTrue();
    }

    private Response get(String name, String path) {
        return send(app.signer(), "GET", name, path, "");
    }

    private Response post(String name, String path, String json) {
        return send(app.signer(), "POST", name, path, json);
    }

    private Response send(Signer signer, String method, String name, String path, String json) {
        byte[] body = json.getBytes(UTF_8);
        return server.request(
                method,
                signer.request(method, "/apps/" + name + path, Map.of(), body),
                body,
                "Content-Type",
                "application/json");
    }

    private Response put(String key, String json) {
        return server.admin("PUT", "/admin/v1/apps/" + key, json.getBytes(UTF_8));
    }

    private JsonNode show(String key) {
        return server.admin("GET", "/admin/v1/apps/" + key, new byte[0])
                .expect(200)
                .json();
    }
}
