package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.http.BodyLimits;
import dev.vask.support.Json;
import dev.vask.support.RawHttp;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of all error responses (4.0.5). */
class ErrorsIT {

    private static final byte[] NONE = {};

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    // Backends

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /nothing                       | {}                                      | 404 | no_such_route",
                "PUT  | /events                        | {}                                      | 404 | no_such_route",
                "POST | /events                        | nonsense                                | 400 | invalid_json",
                "POST | /events                        | []                                      | 400 | invalid_json",
                "POST | /events                        | {}                                      | 400 | invalid_request",
                "POST | /events                        | {'name':'n','channel':'a b','data':''}  | 400 | invalid_name",
                "POST | /batch_events                  | {'batch':[]}                            | 400 | invalid_request",
                "POST | /batch_events                  | {'batch':[{'name':'n','channel':'c'}]}  | 400 | invalid_request",
                "POST | /users/a%20b/events            | {'name':'n','data':''}                  | 400 | invalid_name",
                "GET  | /channels/a%20b                | ''                                      | 400 | invalid_name",
                "GET  | /channels/c/users              | ''                                      | 400 | invalid_request",
                "GET  | /channels/%23server-to-user-a  | ''                                      | 404 | no_such_channel"
            })
    void a_request_of_a_backend_is_rejected_with_a_code(
            String method, String path, String body, int status, String code) {
        byte[] sent = body.replace('\'', '"').getBytes(UTF_8);
        String signed = app.signer().request(method, "/apps/" + app.key() + path, Map.of(), sent);

        assertError(server.request(method, signed, sent), status, code);
    }

    @Test
    void an_unsigned_request_is_rejected_with_a_code() {
        assertError(server.request("GET", "/apps/" + app.key() + "/channels", NONE), 401, "invalid_signature");
        assertError(server.request("GET", "/apps/no-such-app/channels", NONE), 404, "no_such_app");
    }

    @Test
    void a_request_over_a_limit_is_rejected_with_a_code() {
        TestApp small = server.app(Map.of("quotas", Map.of("max_event_bytes", 1, "events_per_second", 1)));
        String one = "{'name':'n','channel':'c','data':'x'}".replace('\'', '"');

        assertError(app.backend().post("/events", new byte[BodyLimits.MAX_BODY_BYTES + 1]), 413, "body_too_large");
        assertError(small.backend().post("/events", one.replace("\"x\"", "\"xx\"")), 413, "event_too_large");
        Response over = await("a refusal").until(() -> small.backend().post("/events", one), it -> it.status() != 200);
        assertError(over, 429, "quota_exceeded");
        assertThat(over.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_disabled_app_is_rejected_with_a_code() {
        app.change(Map.of("enabled", false));

        assertError(app.backend().get("/channels"), 403, "app_disabled");
    }

    // Operators

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /admin/v1/nothing                         | ''                   | 404 | no_such_route",
                "PATCH  | /admin/v1/apps                            | {}                   | 404 | no_such_route",
                "GET    | /admin/v1/apps/no-such-app                | ''                   | 404 | no_such_app",
                "DELETE | /admin/v1/apps/no-such-app                | ''                   | 404 | no_such_app",
                "POST   | /admin/v1/apps                            | nonsense             | 400 | invalid_json",
                "POST   | /admin/v1/apps                            | {'name':7}           | 400 | invalid_fields",
                "PUT    | /admin/v1/apps/a.b                        | {}                   | 400 | invalid_fields",
                "GET    | /admin/v1/apps/no-such-app/secrets        | ''                   | 404 | no_such_app",
                "POST   | /admin/v1/apps/no-such-app/secrets        | {}                   | 404 | no_such_app",
                "POST   | /admin/v1/apps/no-such-app/secrets/rotate | {}                   | 404 | no_such_app",
                "POST   | /admin/v1/apps/APP/secrets                | {'secret':'SECRET'}  | 409 | secret_exists",
                "POST   | /admin/v1/apps/APP/secrets                | {'secret':''}        | 400 | invalid_fields",
                "DELETE | /admin/v1/apps/APP/secrets/none           | ''                   | 404 | no_such_secret",
                "POST   | /admin/v1/apps/APP/webhook/test           | ''                   | 404 | no_webhook",
                "GET    | /admin/v1/apps/APP/webhook/dead-letters?limit=0 | ''             | 400 | invalid_request",
                "GET    | /admin/v1/apps/none/webhook/dead-letters  | ''                   | 404 | no_such_app"
            })
    void a_request_of_an_operator_is_rejected_with_a_code(
            String method, String path, String body, int status, String code) {
        String json = body.replace('\'', '"').replace("SECRET", app.secret());

        assertError(server.admin(method, path.replace("APP", app.key()), json.getBytes(UTF_8)), status, code);
    }

    @Test
    void limits_of_secrets_have_a_code() {
        String secrets = "/admin/v1/apps/" + app.key() + "/secrets";
        String only = server.admin("GET", secrets, NONE)
                .json()
                .path("secrets")
                .path(0)
                .path("id")
                .textValue();

        assertError(server.admin("DELETE", secrets + "/" + only, NONE), 409, "last_secret");
        for (int i = 1; i < 10; i++) {
            server.admin("POST", secrets, NONE).expect(201);
        }
        assertError(server.admin("POST", secrets, NONE), 409, "too_many_secrets");
    }

    @Test
    void an_unknown_dead_letter_has_a_code() {
        TestApp hooked = server.app(Map.of("webhook", Map.of("url", "https://example.com/hook")));

        assertError(
                server.admin("POST", "/admin/v1/apps/" + hooked.key() + "/webhook/dead-letters/none/replay", NONE),
                404,
                "no_such_dead_letter");
    }

    @Test
    void a_request_without_a_token_is_rejected_with_a_code() {
        assertError(server.request("GET", "/admin/v1/apps", NONE), 401, "invalid_token");
        assertError(
                Server.with(Map.of("vask.admin.token", "")).request("GET", "/admin/v1/apps", NONE),
                404,
                "no_such_route");
    }

    @Test
    void an_admin_body_that_is_too_long_is_rejected_with_a_code() {
        assertError(
                server.admin("POST", "/admin/v1/apps", new byte[BodyLimits.MAX_BODY_BYTES + 1]), 413, "body_too_large");
    }

    // Other paths

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "POST, /", "GET, /q/nothing", "GET, /app/x", "GET, /apps", "GET, /%FF"})
    void an_unknown_path_has_a_code(String method, String path) {
        String response = RawHttp.exchange(
                server.api(), "%s %s HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n".formatted(method, path));
        JsonNode json = Json.parse(response.substring(response.indexOf("\r\n\r\n")));

        assertThat(json.path("code").textValue())
                .isIn(path.equals("/app/x") ? Set.of("upgrade_required", "wrong_role") : Set.of("no_such_route"));
        assertThat(json.path("request_id").textValue()).isEqualTo("r1");
    }

    private static void assertError(Response response, int status, String code) {
        JsonNode json = response.expect(status).json();
        assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
        assertThat(json.path("code").textValue()).as(response.body()).isEqualTo(code);
        assertThat(json.path("error").textValue())
                .isNotBlank()
                .isEqualTo(json.path("message").textValue());
        assertThat(json.path("request_id").textValue())
                .matches("[0-9a-f]{16}")
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(json.has("fields")).isEqualTo(code.equals("invalid_fields"));
    }
}
