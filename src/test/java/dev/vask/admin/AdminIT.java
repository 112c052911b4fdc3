package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminIT {

    private static final String APPS = "/admin/v1/apps";
    private static final String DEFAULTS = """
            {"key":"%s","app_id":null,"name":"%s","enabled":true,"client_events":false,"subscription_counts":false,"allowed_origins":[],
             "quotas":{"max_connections":null,"events_per_second":null,"client_events_per_second":10,
                       "max_event_bytes":10240,"max_presence_members":100,"cache_ttl_seconds":1800,
                       "max_batch_events":10,"max_channels_per_event":100,
                       "max_channel_name_length":164,"max_subscriptions_per_connection":200,"events_per_month":null,
                       "max_channels":null,"idempotency_key_seconds":300},
             "history":{"enabled":false,"max_events":300,"ttl_seconds":300,"max_bytes":1048576,"client_events":false},
             "authorized_connections":false,"terminate_code":4200,"webhook":null}""";

    private final Server server = Server.standard();
    private final String key = "app-" + UUID.randomUUID().toString().substring(24);
    private final String path = APPS + "/" + key;

    @Test
    void a_put_creates_an_app_with_the_protocols_defaults() {
        Response created = put("{}").expect(201);

        assertThat(created.headers().firstValue("location"))
                .hasValueSatisfying(it -> assertThat(it).endsWith(path));
        assertThat(created.json().path("secret").asText()).matches("[A-Za-z0-9_-]{32,}");
        assertThat(without("secret", created)).isEqualTo(Json.parse(DEFAULTS.formatted(key, key)));
    }

    @Test
    void every_field_of_an_app_is_stored() {
        String app = """
                {"key":"%s","app_id":"id-of-%<s","name":"The shop","enabled":false,"client_events":true,"subscription_counts":true,
                 "allowed_origins":["https://shop.example.com","*.example.org"],
                 "quotas":{"max_connections":1,"events_per_second":2,"client_events_per_second":3,"max_event_bytes":4,
                           "max_presence_members":5,"cache_ttl_seconds":null,"max_batch_events":6,
                           "max_channels_per_event":7,"max_channel_name_length":8,"max_subscriptions_per_connection":9,
                           "events_per_month":10,"max_channels":11,"idempotency_key_seconds":12},
                 "history":{"enabled":true,"max_events":13,"ttl_seconds":14,"max_bytes":2048,"client_events":true},
                 "authorized_connections":true,"terminate_code":4009,
                 "webhook":{"url":"https://shop.example.com/hooks?a=b","enabled":false,
                            "events":["channel_occupied","subscription_count"],"batch":true,
                            "headers":{"Authorization":%s}}}""";

        put(app.formatted(key, "\"Bearer x\"")).expect(201);

        assertThat(get(path).expect(200).json()).isEqualTo(Json.parse(app.formatted(key, null)));
    }

    @Test
    void a_put_replaces_an_existing_app_with_200() {
        put("{\"name\":\"The shop\",\"quotas\":{\"max_connections\":1},\"history\":{\"enabled\":true},\"terminate_code\":4009}")
                .expect(201);

        Response replaced = put("{\"client_events\":true}").expect(200);

        assertThat(replaced.json().path("name").asText()).isEqualTo(key);
        assertThat(replaced.json().path("client_events").asBoolean()).isTrue();
        assertThat(replaced.json().path("quotas").path("max_connections").isNull())
                .isTrue();
        assertThat(replaced.json().at("/history/enabled").asBoolean()).isFalse();
        assertThat(replaced.json().path("terminate_code").asInt()).isEqualTo(4200);
        assertThat(replaced.json()).isEqualTo(get(path).json());
    }

    @Test
    void the_response_of_a_get_is_a_valid_put_body() {
        put("{\"allowed_origins\":[\"*.example.com\"],\"quotas\":{\"max_event_bytes\":null}}")
                .expect(201);
        String app = get(path).body();

        put(app).expect(200);

        assertThat(get(path).body()).isEqualTo(app);
    }

    @Test
    void the_values_of_webhook_headers_are_write_only_and_null_keeps_them() {
        String app = "{\"webhook\":{\"url\":\"https://shop.example.com\",\"headers\":%s}}";
        assertThat(put(app.formatted("{\"A\":\"hush-a\",\"B\":\"hush-b\"}"))
                        .expect(201)
                        .body())
                .doesNotContain("hush");
        assertThat(get(path).body())
                .contains("\"headers\":{\"A\":null,\"B\":null}")
                .doesNotContain("hush");
        assertThat(get(APPS).body()).doesNotContain("hush");

        put(app.formatted("{\"A\":null}")).expect(200);

        assertThat(get(path).body()).contains("\"headers\":{\"A\":null}");
        assertThat(put(app.formatted("{\"A\":null,\"B\":null}"))
                        .expect(400)
                        .json()
                        .path("fields")
                        .properties())
                .singleElement()
                .satisfies(it -> assertThat(it.getKey()).isEqualTo("webhook.headers.B"));
    }

    @Test
    void a_short_secret_is_rejected_and_a_weak_one_is_logged_once() {
        Response rejected = put("{\"secret\":\"seven-7\"}").expect(400);
        assertThat(rejected.json().path("fields").path("secret").asText())
                .startsWith("must be a string of 8 to 200 characters");
        get(path).expect(404);
        admin("POST", path + "/secrets", "{\"secret\":\"seven-7\"}").expect(400);

        put("{\"secret\":\"fifteen-letters\"}").expect(201);
        put("{\"secret\":\"fifteen-letters\"}").expect(200);
        admin("POST", path + "/secrets/rotate", "{\"secret\":\"sixteen-letters!\"}")
                .expect(201);

        assertThat(server.log().lines().filter(it -> it.contains("of app " + key + " has fewer than 16 characters")))
                .hasSize(1);
        assertThat(server.log()).doesNotContain("fifteen-letters", "sixteen-letters!");
    }

    @Test
    void a_secret_is_only_in_the_response_that_created_it() {
        assertThat(put("{\"secret\":\"hush-hush\"}")
                        .expect(201)
                        .json()
                        .path("secret")
                        .asText())
                .isEqualTo("hush-hush");

        assertThat(put("{\"secret\":\"hush-hush\"}").expect(200).body()).doesNotContain("hush-hush");
        assertThat(get(path).body()).doesNotContain("secret");
        assertThat(get(APPS).body()).doesNotContain("secret");
    }

    @Test
    void a_put_without_a_secret_keeps_the_current_one() {
        TestApp app = server.app();

        app.change(Map.of("client_events", true)); // sends the same secret
        putTo(app, "{}").expect(200);

        app.connect().subscribePrivate("private-room");
    }

    @Test
    void a_put_with_a_secret_revokes_the_old_one() {
        TestApp app = server.app();

        putTo(app, "{\"secret\":\"brand-new\"}").expect(200);

        PusherClient client = app.connect();
        subscribe(client, app.signer());
        client.receivesError(4009);
        subscribe(client, new Signer(app.key(), "brand-new"));
        client.receives("pusher_internal:subscription_succeeded", "private-room");
    }

    @Test
    void a_post_generates_the_key_and_the_secret() {
        Response created = admin("POST", APPS, "{\"name\":\"The shop\"}").expect(201);
        String generated = created.json().path("key").asText();

        assertThat(generated).matches("[1-9][0-9]{14}");
        assertThat(created.json().path("secret").asText()).matches("[A-Za-z0-9_-]{32,}");
        assertThat(get(APPS + "/" + generated).expect(200).json().path("name").asText())
                .isEqualTo("The shop");
        assertThat(admin("POST", APPS, "").expect(201).json().path("key").asText())
                .isNotEqualTo(generated);
    }

    @Test
    void a_post_cannot_choose_the_key() {
        Response rejected = admin("POST", APPS, "{\"key\":\"shop\"}").expect(400);

        assertThat(rejected.json().path("fields").path("key").asText()).contains("PUT /admin/v1/apps/{key}");
        get(APPS + "/shop").expect(404);
    }

    @Test
    void all_apps_are_listed_by_key() {
        put("{}").expect(201);
        admin("POST", APPS, "").expect(201);

        List<String> keys = new ArrayList<>();
        get(APPS)
                .expect(200)
                .json()
                .path("apps")
                .forEach(app -> keys.add(app.path("key").asText()));

        assertThat(keys).contains(key).isSorted();
    }

    @Test
    void a_deleted_app_is_not_found() {
        put("{}").expect(201);

        assertThat(admin("DELETE", path, "").expect(204).body()).isEmpty();

        assertIsError(get(path).expect(404));
        assertIsError(admin("DELETE", path, "").expect(404));
        put("{}").expect(201);
    }

    @Test
    void an_app_that_is_deleted_and_created_again_has_no_cached_events() {
        TestApp app = server.app();
        app.backend().publish("cache-news", "headline", "old");
        app.delete();

        putTo(app, "{\"secret\":\"%s\"}".formatted(app.secret())).expect(201);

        PusherClient client = app.connect().subscribe("cache-news");
        client.receives("pusher:cache_miss", "cache-news");
    }

    @Test
    void disabling_an_app_closes_its_connections_with_4003() {
        TestApp app = server.app();
        PusherClient client = app.connect();

        app.change(Map.of("enabled", false));

        client.closedWith(4003);
    }

    @Test
    void deleting_an_app_closes_its_connections_with_4001() {
        TestApp app = server.app();
        PusherClient client = app.connect();

        app.delete();

        client.closedWith(4001);
    }

    @Test
    void an_invalid_body_names_each_wrong_field_and_changes_nothing() {
        put("{\"name\":\"The shop\"}").expect(201);

        Response rejected = put("""
                {"name":"Another","enabled":"yes","quotas":{"max_connections":"many","max_conections":1}}""").expect(400);

        JsonNode fields = rejected.json().path("fields");
        assertThat(fields.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("enabled", "quotas.max_connections", "quotas.max_conections");
        assertThat(fields.path("quotas.max_connections").asText()).startsWith("must be a positive integer or null");
        assertThat(rejected.json().path("error").asText()).contains("3 fields are invalid");
        assertThat(get(path).json().path("name").asText()).isEqualTo("The shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "7", "\"text\"", "{", "{} {}", "{'name':'x'}", "\u0000", "{\"name\":\"x\",}"})
    void a_body_that_is_not_a_json_object_is_rejected(String body) {
        assertIsError(put(body).expect(400));
        get(path).expect(404);
    }

    @Test
    void a_body_that_is_not_utf_8_is_rejected() {
        Response rejected = server.admin("PUT", path, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});

        assertThat(rejected.expect(400).json().path("error").asText()).contains("UTF-8");
    }

    @Test
    void a_deeply_nested_body_is_rejected() {
        assertIsError(put("{\"name\":" + "[".repeat(50_000) + "}").expect(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a%20b", "%C3%BC", "a:b", "a%2Fb"})
    void an_invalid_key_is_rejected(String wrong) {
        Response rejected = admin("PUT", APPS + "/" + wrong, "{}").expect(400);

        assertThat(rejected.json().path("fields").path("key").asText()).contains("1 to 64 characters");
        get(APPS + "/" + wrong).expect(404);
    }

    @Test
    void a_key_has_at_most_64_characters() {
        String longest = (key + "-" + "x".repeat(64)).substring(0, 64);

        admin("PUT", APPS + "/" + longest, "{}").expect(201);
        admin("PUT", APPS + "/" + longest + "x", "{}").expect(400);
    }

    @Test
    void bodies_and_responses_are_json_regardless_of_the_headers() {
        Response created = Server.with(Map.of("vask.admin.token", "open-sesame-open-sesame-open"))
                .request(
                        "PUT",
                        path,
                        "{}".getBytes(UTF_8),
                        "Authorization",
                        "bearer open-sesame-open-sesame-open",
                        "Content-Type",
                        "text/xml",
                        "Accept",
                        "text/html");

        assertThat(created.expect(201).headers().firstValue("content-type")).hasValue("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /admin/v1/apps",
        "DELETE, /admin/v1/apps",
        "PUT, /admin/v1/apps",
        "POST, /admin/v1/apps/shop",
        "PATCH, /admin/v1/apps/shop",
        "GET, /admin",
        "GET, /admin/",
        "GET, /admin/v2/apps",
        "GET, /admin/v1/apps/a/b",
        "GET, /admin;a=b/v1/apps"
    })
    void an_unknown_route_is_not_found(String method, String route) {
        assertIsError(admin(method, route, "{}").expect(404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer the-operator-of-the-test",
                "Bearer the-operator-of-the-testsX",
                "Bearer",
                "Bearer ",
                "the-operator-of-the-tests",
                "Basic the-operator-of-the-tests"
            })
    void a_request_without_a_valid_token_is_unauthorized(String authorization) {
        Response rejected = server.request("GET", APPS, new byte[0], "Authorization", authorization);

        assertIsError(rejected.expect(401));
        assertThat(rejected.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"vask admin\"");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/v1/apps",
        "POST, /admin/v1/apps",
        "PUT, /admin/v1/apps/shop",
        "DELETE, /admin/v1/apps/shop",
        "PATCH, /admin/v1/apps",
        "GET, /%61dmin/v1/apps",
        "GET, /admin/v1/apps;a=b",
        "GET, /admin/v1/apps/"
    })
    void a_request_without_a_token_has_no_effect(String method, String route) {
        assertThat(server.request(method, route, new byte[0]).expect(401).body())
                .doesNotContain("\"apps\"");
        get(APPS + "/shop").expect(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/v1/apps",
        "POST, /admin/v1/apps",
        "PUT, /admin/v1/apps/shop",
        "DELETE, /admin/v1/apps/shop",
        "PATCH, /admin/v1/apps",
        "GET, /admin",
        "GET, /admin/v1/apps/"
    })
    void the_admin_api_is_off_while_no_token_is_set(String method, String route) {
        Server closed = Server.with(Map.of("vask.admin.token", ""));

        assertIsError(closed.request(method, route, new byte[0]).expect(404));
        assertIsError(closed.request(method, route, new byte[0], "Authorization", "Bearer ")
                .expect(404));
        assertIsError(closed.admin(method, route, new byte[0]).expect(404));
    }

    private static void assertIsError(Response response) {
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.json().path("error").asText()).isNotBlank();
    }

    private static void subscribe(PusherClient client, Signer signer) {
        String auth = signer.channel(client.socketId(), "private-room");
        client.send("pusher:subscribe", Map.of("channel", "private-room", "auth", auth));
    }

    private Response put(String body) {
        return admin("PUT", path, body);
    }

    private Response get(String route) {
        return admin("GET", route, "");
    }

    private Response putTo(TestApp app, String body) {
        return admin("PUT", APPS + "/" + app.key(), body);
    }

    private Response admin(String method, String route, String body) {
        return server.admin(method, route, body.getBytes(UTF_8));
    }

    private static JsonNode without(String field, Response response) {
        return ((ObjectNode) response.json()).without(field);
    }
}
