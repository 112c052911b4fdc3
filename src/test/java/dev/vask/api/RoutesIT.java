package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.http.BodyLimits;
import dev.vask.support.RawHttp;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of all endpoints (4.0). */
class RoutesIT {

    private static final byte[] NONE = {};
    private static final byte[] EVENT = """
            {"name":"n","channel":"c","data":""}""".getBytes(UTF_8);

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    // Routes

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "POST, ''",
        "GET, /",
        "GET, /nothing",
        "POST, /nothing",
        "GET, /events/x",
        "POST, /events/",
        "GET, /channels/",
        "GET, /channels/c/",
        "GET, /channels/c/users/",
        "GET, /channels/c/x",
        "GET, /channels/c/users/x",
        "GET, /users",
        "GET, /users/ada",
        "POST, /users/ada",
        "POST, /users/ada/x",
        "POST, /users//events",
        "POST, /users/ada/love/terminate_connections",
        "POST, /users/ada%20lovelace/%C3%A9/terminate_connections",
        "POST, /channels/c/events",
        "GET, /channels/c/stats",
        "GET, /Channels",
        "GET, /%2e%2e/x",
        "POST, /events;x=y"
    })
    void an_unknown_route_is_404(String method, String path) { // 4.8, V8
        assertError(404, signed(method, path, method.equals("POST") ? EVENT : NONE), "No such route");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /events",
        "PUT, /events",
        "DELETE, /events",
        "PATCH, /events",
        "OPTIONS, /events",
        "HEAD, /events",
        "GET, /batch_events",
        "POST, /channels",
        "PUT, /channels",
        "DELETE, /channels",
        "OPTIONS, /channels",
        "POST, /channels/c",
        "DELETE, /channels/c",
        "POST, /channels/presence-c/users",
        "GET, /users/ada/events",
        "GET, /users/ada/terminate_connections",
        "GET, /users/ada/force_reconnect",
        "DELETE, /users/ada/terminate_connections",
        "BREW, /events"
    })
    void a_wrong_method_is_404(String method, String path) { // 4.0.7
        Response response = signed(method, path, NONE).expect(404);

        if (!method.equals("HEAD")) {
            assertError(404, response, "No such route: " + method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps", "/apps/", "/apps//events", "/apps/a/b/events"})
    void a_path_without_an_app_is_404(String path) {
        assertError(404, server.request("POST", path, EVENT), "No such route");
    }

    @Test
    void the_path_of_the_python_sdk_is_404() { // 4.7.5
        server.request("POST", "/users/ada/terminate_connections", NONE).expect(404);
    }

    @Test
    void an_app_that_does_not_exist_is_404() { // 2.2
        assertError(404, server.request("POST", "/apps/no-such-app/events", EVENT), "App 'no-such-app' does not exist");
        assertError(404, server.request("GET", "/apps/17/channels", NONE), "App '17' does not exist");
        assertError(404, server.request("GET", "/apps/" + app.key() + ";x/channels", NONE), "does not exist");
        assertError(404, server.request("GET", "/apps/a%20b/channels", NONE), "does not exist");
        assertError(404, server.request("GET", "/apps/%FF/channels", NONE), "does not exist");
        assertError(404, server.request("GET", "/apps/" + "k".repeat(1_000) + "/channels", NONE), "does not exist");
    }

    @Test
    void an_app_that_was_deleted_is_404() {
        app.delete();

        assertError(404, signed("GET", "/channels", NONE), "does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";x", "x;", "a;b", "a;b=c", "a%3Bb%3Bc"})
    void a_semicolon_is_part_of_a_name(String name) {
        app.connect().subscribe(name.replace("%3B", ";"));

        Response response = signed("GET", "/channels/" + name, NONE).expect(200);

        assertThat(response.json().path("occupied").booleanValue()).isTrue();
    }

    @Test
    void a_semicolon_in_the_path_does_not_change_how_a_query_is_read() { // 3.1.k
        for (String name : new String[] {"a", "a;b"}) {
            String path = "/apps/%s/channels/%s?x=%%zz".formatted(app.key(), name);

            assertThat(RawHttp.exchange(server.api(), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path)))
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void head_is_get_without_the_body() {
        Response response = signed("HEAD", "/channels", NONE).expect(200);

        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    // Success

    @Test
    void success_is_200_with_an_object_of_type_json() { // 4.0.2, 4.0.3
        for (Response response : new Response[] {
            signed("POST", "/events", EVENT),
            signed(
                    "POST",
                    "/batch_events",
                    "{\"batch\":[{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\"}]}".getBytes(UTF_8)),
            signed("GET", "/channels", NONE),
            signed("GET", "/channels/c", NONE),
            signed("GET", "/channels/presence-c/users", NONE),
            signed("POST", "/users/ada/events", EVENT),
            signed("POST", "/users/ada/terminate_connections", NONE)
        }) {
            assertThat(response.expect(200).json().isObject()).isTrue();
            assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, image/png",
        "application/x-www-form-urlencoded, text/html",
        "multipart/form-data, application/xml",
        "'application/json; charset=iso-8859-1', application/json",
        "!!;, ;;",
        "'', ''",
        "application/octet-stream, 'a/b, c/d'"
    })
    void content_types_are_not_enforced(String contentType, String accept) { // 4.0.9, 1.7
        for (String path : new String[] {"/events", "/users/ada/events"}) {
            server.request("POST", sign("POST", path, EVENT), EVENT, "Content-Type", contentType, "Accept", accept)
                    .expect(200);
        }
        server.request("GET", sign("GET", "/channels", NONE), NONE, "Content-Type", contentType, "Accept", accept)
                .expect(200);
    }

    // The order of checks (4.0.6)

    @Test
    void no_route_comes_before_a_body_too_long() {
        assertError(
                404,
                server.request("POST", "/apps/x/nothing", new byte[BodyLimits.MAX_BODY_BYTES + 1]),
                "No such route");
        assertError(404, server.request("POST", "/apps/x/nothing", new byte[11_000_000]), "No such route");
    }

    @Test
    void app_signature_and_the_app_being_disabled_come_before_a_body_too_long() {
        byte[] longBody = new byte[BodyLimits.MAX_BODY_BYTES + 1];

        assertError(404, server.request("POST", "/apps/no-such-app/events", longBody), "does not exist");
        assertError(401, server.request("POST", "/apps/" + app.key() + "/events", longBody), "auth_key is missing");
        assertError(413, signed("POST", "/events", longBody), "1048576 bytes");

        app.change(Map.of("enabled", false));
        assertError(403, signed("POST", "/events", longBody), "disabled");
    }

    @Test
    void a_body_too_long_comes_before_its_md5() {
        assertError(
                413,
                server.request("POST", sign("POST", "/events", NONE), new byte[BodyLimits.MAX_BODY_BYTES + 1]),
                "1048576 bytes");
    }

    @Test
    void the_app_comes_before_the_signature() {
        assertError(404, server.request("POST", "/apps/no-such-app/events?auth_key=x", EVENT), "does not exist");
    }

    @Test
    void the_signature_comes_before_the_app_being_disabled() {
        app.change(Map.of("enabled", false));

        assertError(401, server.request("POST", "/apps/" + app.key() + "/events", EVENT), "auth_key is missing");
        assertError(403, signed("POST", "/events", EVENT), "disabled");
        assertError(403, signed("GET", "/channels", NONE), "disabled");
    }

    @Test
    void the_app_being_disabled_comes_before_the_body() {
        app.change(Map.of("enabled", false));

        assertError(403, signed("POST", "/events", "nonsense".getBytes(UTF_8)), "disabled");

        app.change(Map.of("enabled", true));
        assertError(400, signed("POST", "/events", "nonsense".getBytes(UTF_8)), "not valid JSON");
    }

    @Test
    void the_signature_comes_before_names_in_the_path() {
        assertError(401, server.request("GET", "/apps/" + app.key() + "/channels/a%20b", NONE), "auth_key is missing");
        assertError(
                401,
                server.request("POST", "/apps/" + app.key() + "/users/a%20b/events", EVENT),
                "auth_key is missing");
    }

    private Response signed(String method, String path, byte[] body) {
        return server.request(method, sign(method, path, body), body);
    }

    private String sign(String method, String path, byte[] body) {
        return app.signer().request(method, "/apps/" + app.key() + path, Map.of(), body);
    }

    private static void assertError(int status, Response response, String why) {
        assertThat(response.expect(status).json().path("error").textValue()).contains(why);
        assertThat(response.json().fieldNames()).toIterable().containsExactly("error", "code", "message", "request_id");
        assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
    }
}
