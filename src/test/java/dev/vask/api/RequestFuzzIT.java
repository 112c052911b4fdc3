package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Any signed request gets a success or a 4xx response, never an internal error. */
class RequestFuzzIT {

    private final Server server = Server.with(Map.of("vask.api.reads-per-second", "1000000"));
    private final TestApp app = server.app();

    @Property(tries = 300)
    void any_bytes_are_answered(@ForAll byte[] body, @ForAll("posts") String path) {
        assertAnswered(app.backend().post(path, body));
    }

    @Property(tries = 500)
    void any_event_is_answered(@ForAll("events") Map<String, @Nullable Object> event, @ForAll("posts") String path) {
        assertAnswered(app.backend().post(path, Json.of(event)));
    }

    @Property(tries = 200)
    void any_batch_is_answered(@ForAll("batches") List<Map<String, @Nullable Object>> batch) {
        Response response = app.backend().post("/batch_events", Json.of(Map.of("batch", batch)));

        assertAnswered(response);
    }

    @Property(tries = 300)
    void any_parameters_are_answered(
            @ForAll("texts") String info,
            @ForAll("texts") String prefix,
            @ForAll("texts") String name,
            @ForAll("queries") String path) {
        String parameter = unicode(name).isEmpty() ? "x" : unicode(name);

        assertAnswered(app.backend()
                .get(
                        path,
                        new HashMap<>(Map.of(
                                parameter,
                                unicode(info),
                                "info",
                                unicode(info),
                                "filter_by_prefix",
                                unicode(prefix)))));
    }

    @Property(tries = 300)
    void any_names_in_the_path_are_answered(@ForAll("texts") String name) {
        String segment = URLEncoder.encode(unicode(name), UTF_8).replace("+", "%20");

        assertAnswered(app.backend().get("/channels/" + segment));
        assertAnswered(app.backend().get("/channels/" + segment + "/users"));
        assertAnswered(app.backend().post("/users/" + segment + "/events", "{\"name\":\"n\",\"data\":\"\"}"));
        assertAnswered(app.backend().post("/users/" + segment + "/terminate_connections", "{}"));
        assertAnswered(app.backend().post("/users/" + segment + "/force_reconnect", "{}"));
    }

    @Property(tries = 200)
    void any_unsigned_request_is_answered(@ForAll("methods") String method, @ForAll("texts") String query) {
        String encoded =
                URLEncoder.encode(unicode(query), UTF_8).replace("%3D", "=").replace("%26", "&");

        Response response = server.request(method, "/apps/" + app.key() + "/channels?" + encoded, new byte[0]);

        assertThat(response.status()).isIn(401, 404);
    }

    @Provide
    Arbitrary<String> posts() {
        return Arbitraries.of(
                "/events",
                "/batch_events",
                "/users/ada/events",
                "/users/ada/terminate_connections",
                "/users/ada/force_reconnect",
                "/users/%00/events");
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.of(
                "/channels", "/channels/c", "/channels/presence-c", "/channels/cache-c", "/channels/presence-c/users");
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(60), // Vert.x rejects longer URLs
                Arbitraries.strings().withChars("abc-_=@,.;#:+%/ é☕").ofMaxLength(20),
                Arbitraries.of(
                        "c",
                        "presence-c",
                        "private-encrypted-c",
                        "private-encrypted-d",
                        "cache-c",
                        "#server-to-user-ada",
                        "#server-to-user-",
                        "user_count",
                        "subscription_count",
                        "cache",
                        "1.2",
                        "",
                        "pusher:x",
                        "x".repeat(165),
                        "x".repeat(201),
                        "☕".repeat(100)));
    }

    @Provide
    Arbitrary<Map<String, @Nullable Object>> events() {
        return Arbitraries.maps(
                        Arbitraries.of("name", "channel", "channels", "data", "socket_id", "info", "batch"), values())
                .map(HashMap::new);
    }

    @Provide
    Arbitrary<List<Map<String, @Nullable Object>>> batches() {
        return events().list().ofMaxSize(12).map(ArrayList::new);
    }

    private Arbitrary<@Nullable Object> values() {
        Arbitrary<@Nullable Object> text =
                Arbitraries.oneOf(texts(), Arbitraries.just("☕".repeat(5_000))).map(RequestFuzzIT::unicode);
        Arbitrary<@Nullable Object> other = Arbitraries.of(7, 1.5, true, new ArrayList<>(), new HashMap<>());
        Arbitrary<@Nullable Object> list =
                texts().map(RequestFuzzIT::unicode).list().ofMaxSize(4).map(it -> it);
        return Arbitraries.frequencyOf(
                Tuple.of(8, text), Tuple.of(2, list), Tuple.of(1, other), Tuple.of(1, Arbitraries.just(null)));
    }

    /** The text without unpaired surrogates, which UTF-8 cannot encode. */
    private static String unicode(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static void assertAnswered(Response response) {
        assertThat(response.status()).as(response.body()).isIn(200, 400, 404, 413);
        assertThat(response.json().isObject()).isTrue();
        assertThat(response.status() == 200 || response.json().path("error").isTextual())
                .isTrue();
    }
}
