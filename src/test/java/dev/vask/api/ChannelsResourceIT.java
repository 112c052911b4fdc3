package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /apps/{app_key}/channels}, {@code /channels/{name}} and {@code /channels/{name}/users} (4.3, 4.4, 4.5). */
class ChannelsResourceIT {

    private final TestApp app = Server.standard().app();
    private final Backend backend = app.backend();

    // All channels

    @Test
    void no_occupied_channels_is_an_empty_object() { // 4.3.2
        assertThat(backend.get("/channels").expect(200).body()).isEqualTo("{\"channels\":{}}");
    }

    @Test
    void occupied_channels_are_listed_and_no_others() { // 4.3.1, 4.3.5, 4.3.6
        app.connect().subscribe("public-feed").join("presence-room", "ada").subscribe("cache-occupied");
        app.connect()
                .signIn("{\"id\":\"bob\"}")
                .subscribe("left")
                .unsubscribe("left")
                .awaitProcessed();
        backend.publish("cache-filled", "n", "");

        assertThat(channels(Map.of()).json()).isEqualTo(json("""
                {"channels":{"public-feed":{},"cache-occupied":{},"presence-room":{}}}"""));
    }

    @Test
    void channels_may_be_filtered_by_prefix() {
        app.connect().subscribe("a-1").subscribe("a-2").subscribe("b-1");

        assertThat(channels(Map.of("filter_by_prefix", "a-")).json()).isEqualTo(json("""
                {"channels":{"a-1":{},"a-2":{}}}"""));
        assertThat(channels(Map.of("filter_by_prefix", "c-")).body()).isEqualTo("{\"channels\":{}}");
        assertThat(channels(Map.of("filter_by_prefix", "")).json().path("channels"))
                .hasSize(3);
        assertThat(channels(Map.of("filter_by_prefix", "#")).body()).isEqualTo("{\"channels\":{}}");
    }

    @Test
    void a_long_list_is_sent_in_parts_and_names_each_channel_once_in_order() {
        List<String> names = new ArrayList<>();
        for (String stem : List.of("a-1-", "a-2-", "a-rest-", "b-1-", "b-2-", "b-3-", "b-4-")) {
            List<String> some = IntStream.range(0, stem.equals("a-rest-") ? 100 : 200)
                    .mapToObj(i -> stem + i + "x".repeat(100))
                    .toList();
            PusherClient client = app.connect();
            some.forEach(name -> client.send("pusher:subscribe", Map.of("channel", name)));
            names.addAll(some);
        }
        List<String> expected = names.stream().sorted().toList();
        await().until(() -> names(channels(Map.of())).size() == expected.size());

        Response all = channels(Map.of());
        assertThat(names(all)).isEqualTo(expected);
        assertThat(all.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(all.headers().firstValue("content-length")).isEmpty();
        assertThat(names(channels(Map.of("filter_by_prefix", "a-"))))
                .isEqualTo(expected.stream().filter(it -> it.startsWith("a-")).toList())
                .hasSize(500); // exactly one page
        assertThat(channels(Map.of("filter_by_prefix", "a-rest-")).headers().firstValue("content-length"))
                .isPresent();
    }

    /** The names of a list, in their order. */
    private static List<String> names(Response response) {
        List<String> names = new ArrayList<>();
        response.expect(200).json().path("channels").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void presence_channels_can_have_a_user_count() { // 4.3.3
        app.connect().join("presence-room", "ada");
        app.connect().join("presence-cache-room", "ada");
        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "bob");

        assertThat(channels(Map.of("filter_by_prefix", "presence-", "info", "user_count"))
                        .json())
                .isEqualTo(json("""
                {"channels":{"presence-room":{"user_count":2},"presence-cache-room":{"user_count":1}}}"""));
        assertThat(channels(Map.of("filter_by_prefix", "presence-cache-", "info", "user_count"))
                        .body())
                .isEqualTo("""
                {"channels":{"presence-cache-room":{"user_count":1}}}""");
        assertThat(channels(Map.of("filter_by_prefix", "presence-", "info", ""))
                        .json()
                        .at("/channels/presence-room"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"user_count, ''", "user_count, presence", "user_count, private-", "user_count, Presence-"})
    void users_are_counted_on_presence_channels_only(String info, String prefix) {
        assertRejected(400, "/channels", Map.of("info", info, "filter_by_prefix", prefix), "presence-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscription_count", "cache", "user_count,subscription_count", "users", "user_count,x"})
    void other_attributes_of_all_channels_are_rejected(String info) { // 4.3.4
        assertRejected(400, "/channels", Map.of("info", info, "filter_by_prefix", "presence-"), "info");
    }

    @Test
    void apps_do_not_see_each_other() { // 6.3
        app.connect().subscribe("c");

        assertThat(Server.standard().app().backend().get("/channels").body()).isEqualTo("{\"channels\":{}}");
    }

    // One channel

    @Test
    void a_channel_is_occupied_or_not() { // 4.4.1, 4.4.2
        app.connect().subscribe("c");

        assertThat(channel("c", "").body()).isEqualTo("{\"occupied\":true}");
        assertThat(channel("d", "").body()).isEqualTo("{\"occupied\":false}");
    }

    @Test
    void a_channel_has_the_requested_attributes() { // 4.4.3
        app.connect().subscribe("c");
        app.connect().subscribe("c");
        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "ada");

        assertThat(channel("c", "subscription_count").body()).isEqualTo("{\"occupied\":true,\"subscription_count\":2}");
        assertThat(channel("presence-room", "user_count").body()).isEqualTo("{\"occupied\":true,\"user_count\":1}");
        assertThat(channel("private-c", "subscription_count").body())
                .isEqualTo("{\"occupied\":false,\"subscription_count\":0}");
        assertThat(channel("presence-x", "user_count").body()).isEqualTo("{\"occupied\":false,\"user_count\":0}");
    }

    @Test
    void a_cache_channel_has_its_last_event() { // 4.4.3, 4.4.5
        backend.publish("cache-c", "location.updated", "{\"lat\":51.5}");

        Response response = channel("cache-c", "cache,subscription_count");

        assertThat(response.body())
                .matches("\\{\"occupied\":false,\"subscription_count\":0,\"cache\":"
                        + "\\{\"event\":\"location.updated\",\"data\":\"\\{\\\\\"lat\\\\\":51.5}\",\"ttl\":\\d+}}");
        assertThat(response.json().at("/cache/ttl").asLong()).isBetween(1L, 1_800L);
    }

    @Test
    void the_ttl_is_at_most_that_of_the_app() {
        TestApp limited = Server.standard().app(Map.of("quotas", Map.of("cache_ttl_seconds", 60)));
        limited.backend().publish("private-cache-c", "n", "");

        assertThat(limited.backend()
                        .get("/channels/private-cache-c", Map.of("info", "cache"))
                        .json()
                        .at("/cache/ttl")
                        .asLong())
                .isBetween(1L, 60L);
    }

    @Test
    void an_event_that_never_expires_has_no_ttl() {
        TestApp unlimited =
                Server.standard().app(Map.of("quotas", Collections.singletonMap("cache_ttl_seconds", null)));
        unlimited.backend().publish("cache-c", "n", "");

        assertThat(unlimited
                        .backend()
                        .get("/channels/cache-c", Map.of("info", "cache"))
                        .body())
                .isEqualTo("""
                {"occupied":false,"cache":{"event":"n","data":"","ttl":null}}""");
    }

    @Test
    void an_empty_cache_is_null() {
        app.connect().join("presence-cache-c", "ada");

        assertThat(channel("presence-cache-c", "user_count,cache").body()).isEqualTo("""
                {"occupied":true,"user_count":1,"cache":null}""");
    }

    @ParameterizedTest
    @CsvSource({
        "c, user_count",
        "private-c, user_count",
        "cache-c, user_count",
        "private-encrypted-c, user_count",
        "presence-c, subscription_count",
        "presence-cache-c, subscription_count",
        "c, cache",
        "private-c, cache",
        "presence-c, cache",
        "private-encrypted-c, cache",
        "c, users",
        "presence-c, 'user_count,x'",
        "cache-c, 'cache,user_count'"
    })
    void an_attribute_that_the_channel_type_lacks_is_rejected(String channel, String info) { // 4.4.4
        assertRejected(400, "/channels/" + channel, Map.of("info", info), "info");
    }

    @Test
    void all_cache_types_have_a_cache() {
        for (String channel :
                new String[] {"cache-c", "private-cache-c", "presence-cache-c", "private-encrypted-cache-c"}) {
            backend.publish(channel, "n", "x");

            assertThat(channel(channel, "cache").json().at("/cache/data").textValue())
                    .as(channel)
                    .isEqualTo("x");
        }
    }

    @Test
    void a_name_can_be_escaped_or_not() {
        app.connect().subscribe("a=b@c,d;e");

        assertThat(backend.get("/channels/a=b@c,d;e").expect(200).body()).isEqualTo("{\"occupied\":true}");
        assertThat(backend.get("/channels/a%3Db%40c%2Cd%3Be").expect(200).body())
                .isEqualTo("{\"occupied\":true}");
        assertThat(backend.get("/channels/a=b@c,d;f").expect(200).body()).isEqualTo("{\"occupied\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-;", "presence-;x=y", "presence-a;b;c"})
    void a_semicolon_is_part_of_the_name(String name) {
        app.connect().join(name, "ada");

        assertThat(backend.get("/channels/" + name).expect(200).body()).isEqualTo("{\"occupied\":true}");
        assertThat(backend.get("/channels/" + name, Map.of("info", "user_count"))
                        .expect(200)
                        .body())
                .isEqualTo("{\"occupied\":true,\"user_count\":1}");
        assertThat(backend.get("/channels/" + name + "/users").expect(200).body())
                .isEqualTo("{\"users\":[{\"id\":\"ada\"}]}");
    }

    @Test
    void a_name_can_be_a_single_semicolon() {
        assertThat(backend.get("/channels/;").expect(200).body()).isEqualTo("{\"occupied\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%2Fb", "a:b", "%C3%A9", "a%00", "%FF", "a+b", "a%23", "*"})
    void an_invalid_channel_name_is_400(String name) { // 4.4.6
        assertRejected(400, "/channels/" + name, Map.of(), "channel name");
        assertRejected(400, "/channels/" + name + "/users", Map.of(), "channel name");
    }

    @Test
    void a_name_has_at_most_164_characters() {
        backend.get("/channels/" + "c".repeat(164)).expect(200);
        assertRejected(400, "/channels/" + "c".repeat(165), Map.of(), "165 characters");
        backend.get("/channels/presence-" + "c".repeat(155) + "/users").expect(200);
        assertRejected(400, "/channels/presence-" + "c".repeat(156) + "/users", Map.of(), "165 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%23server-to-user-ada", "%23", "%23x"})
    void reserved_names_are_not_found(String name) { // 15.1
        app.connect().signIn("{\"id\":\"ada\"}");

        assertRejected(404, "/channels/" + name, Map.of(), "reserved");
        assertRejected(404, "/channels/" + name + "/users", Map.of(), "reserved");
    }

    @Test
    void a_repeated_parameter_is_rejected() {
        var signer = app.signer();
        String request = signer.request("GET", "/apps/" + app.key() + "/channels/c", Map.of("info", "x"), new byte[0]);
        String signed = request.substring(request.indexOf('?') + 1)
                .replaceAll("&?auth_signature=[^&]*", "")
                .replace("info=x", "info=subscription_count&info=subscription_count");
        String signature = signer.sign("GET\n/apps/" + app.key() + "/channels/c\n" + signed);

        Response response = Server.standard()
                .request(
                        "GET",
                        "/apps/" + app.key() + "/channels/c?" + signed + "&auth_signature=" + signature,
                        new byte[0]);

        assertThat(response.expect(400).json().path("error").textValue())
                .contains("info must appear exactly once, found 2");
    }

    // Its users

    @Test
    void users_are_listed_once_each_as_strings() { // 4.5.2
        app.connect().join("presence-room", "ada", "{\"name\":\"Ada\"}");
        app.connect().join("presence-room", "ada");
        app.connect()
                .sendJoin("presence-room", "{\"user_id\":10}")
                .receives("pusher_internal:subscription_succeeded", "presence-room");

        assertThat(backend.get("/channels/presence-room/users").expect(200).json())
                .isEqualTo(json("""
                {"users":[{"id":"ada"},{"id":"10"}]}"""));
    }

    @Test
    void no_users_is_an_empty_list() { // 4.5.3
        assertThat(backend.get("/channels/presence-room/users").expect(200).body())
                .isEqualTo("{\"users\":[]}");
        assertThat(backend.get("/channels/presence-cache-room/users", Map.of("info", "x"))
                        .expect(200)
                        .body())
                .isEqualTo("{\"users\":[]}"); // 4.5.4
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c", "private-c", "cache-c", "private-cache-c", "private-encrypted-c", "Presence-c", "presence"})
    void only_presence_channels_have_users(String name) { // 4.5.1
        assertRejected(400, "/channels/" + name + "/users", Map.of(), "presence");
    }

    private Response channels(Map<String, String> parameters) {
        return backend.get("/channels", parameters).expect(200);
    }

    private Response channel(String name, String info) {
        return backend.get("/channels/" + name, info.isEmpty() ? Map.of() : Map.of("info", info))
                .expect(200);
    }

    private void assertRejected(int status, String path, Map<String, String> parameters, String why) {
        assertThat(backend.get(path, parameters)
                        .expect(status)
                        .json()
                        .path("error")
                        .textValue())
                .contains(why);
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }
}
