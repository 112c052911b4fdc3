package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishes that are repeated with a key ({@code docs/recovery.md}). */
class IdempotencyIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app();
    private final String key = UUID.randomUUID().toString();

    private static String event(String data, Map<String, ?> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("name", "n", "channel", "x", "data", data));
        fields.putAll(more);
        return Json.of(fields);
    }

    private Response post(String path, String json, String... headers) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String url = app.signer().request("POST", "/apps/" + app.key() + path, Map.of(), body);
        return server.request("POST", url, body, headers);
    }

    private static boolean isReplayed(Response response) {
        return response.headers().firstValue("Idempotency-Replayed").equals(Optional.of("true"));
    }

    @Test
    void a_repeated_publish_has_the_first_answer_and_is_delivered_once() {
        PusherClient client = app.connect().subscribe("x");
        String body = event("1", Map.of("idempotency_key", key, "info", "subscription_count"));

        Response first = post("/events", body).expect(200);
        app.connect().subscribe("x");
        Response second = post("/events", body).expect(200);

        assertThat(isReplayed(first)).isFalse();
        assertThat(isReplayed(second)).isTrue();
        assertThat(second.body()).isEqualTo(first.body()).contains("\"subscription_count\":1");
        client.receives("n", "x", "1");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "X-Idempotency-Key", "idempotency-key"})
    void the_key_can_be_a_header(String header) {
        PusherClient client = app.connect().subscribe("x");

        assertThat(isReplayed(post("/events", event("1", Map.of()), header, key).expect(200)))
                .isFalse();
        assertThat(isReplayed(post("/events", event("1", Map.of()), header, key).expect(200)))
                .isTrue();
        client.receives("n", "x", "1");
        client.receivesNothingMore();
    }

    @Test
    void a_batch_is_published_once() {
        PusherClient client = app.connect().subscribe("x");
        String batch = """
                {"batch":[{"name":"n","channel":"x","data":"1"},{"name":"n","channel":"x","data":"2"}],"idempotency_key":"%s"}""".formatted(key);

        post("/batch_events", batch).expect(200);
        assertThat(isReplayed(post("/batch_events", batch).expect(200))).isTrue();
        client.receives("n", "x", "1");
        client.receives("n", "x", "2");
        client.receivesNothingMore();
    }

    @Test
    void the_ids_are_those_of_the_first_publish() {
        TestApp kept = server.app(Map.of("history", Map.of("enabled", true)));
        String body = event("1", Map.of("idempotency_key", key, "return_ids", true));

        Response first = kept.backend().post("/events", body).expect(200);
        kept.backend().publish("x", "n", "2");
        Response second = kept.backend().post("/events", body).expect(200);

        assertThat(first.json().at("/event_ids/x").asText()).matches("[0-9a-f]+:[0-9]+");
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void another_request_with_the_key_is_rejected() {
        post("/events", event("1", Map.of("idempotency_key", key))).expect(200);

        Response other =
                post("/events", event("2", Map.of("idempotency_key", key))).expect(422);
        assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
        post("/users/ada/events", "{\"name\":\"n\",\"data\":\"1\",\"idempotency_key\":\"%s\"}".formatted(key))
                .expect(422);
        server.app()
                .backend()
                .post("/events", event("2", Map.of("idempotency_key", key)))
                .expect(200);
    }

    @Test
    void a_rejected_request_can_be_corrected() {
        post("/events", event("x".repeat(10_241), Map.of("idempotency_key", key)))
                .expect(413);

        assertThat(isReplayed(post("/events", event("1", Map.of("idempotency_key", key)))
                        .expect(200)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "7", "true", "[]", "\"a\\nb\"", "\"\\ud800\""})
    void an_invalid_key_is_named(String json) {
        String body = "{\"name\":\"n\",\"channel\":\"x\",\"data\":\"1\",\"idempotency_key\":%s}".formatted(json);

        assertThat(post("/events", body).expect(400).json().path("message").asText())
                .contains("idempotency_key");
    }

    @Test
    void a_key_has_at_most_128_characters() {
        post("/events", event("1", Map.of("idempotency_key", "k".repeat(128)))).expect(200);
        post("/events", event("1", Map.of("idempotency_key", "k".repeat(129)))).expect(400);
    }

    @Test
    void two_different_keys_are_rejected() {
        post("/events", event("1", Map.of("idempotency_key", key)), "Idempotency-Key", key)
                .expect(200);
        post("/events", event("1", Map.of("idempotency_key", key)), "Idempotency-Key", "other")
                .expect(400);
    }

    @Test
    void return_ids_must_be_a_boolean() {
        post("/events", event("1", Map.of("return_ids", "yes"))).expect(400);
        assertThat(post("/events", event("1", Map.of("return_ids", true)))
                        .expect(200)
                        .body())
                .isEqualTo("{}");
    }
}
