package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many commands that a client sends at once, as pusher-js does when it connects (5.4). They are answered in order. */
class SubscribeBurstIT {

    private static final String SUCCEEDED = "pusher_internal:subscription_succeeded";
    private static final String ERROR = "pusher:error";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void each_subscription_is_answered_in_order() {
        try (RawWebSocket client = open()) {
            client.establishedSocketId();

            client.texts(
                    IntStream.range(0, 120).mapToObj(i -> subscribe("c-" + i)).toList());

            for (int i = 0; i < 120; i++) {
                assertThat(answer(client)).isEqualTo(SUCCEEDED + " c-" + i);
            }
        }
    }

    @Test
    void rejected_commands_are_answered_in_their_place() {
        try (RawWebSocket client = open()) {
            String id = client.establishedSocketId();

            client.texts(List.of(
                    subscribe("a"),
                    subscribe("a"),
                    subscribe("private-x"),
                    subscribe("presence-y", Map.of("channel_data", "{\"user_id\":\"1\"}", "auth", "wrong")),
                    subscribe("private-z", Map.of("auth", app.signer().channel(id, "private-z"))),
                    "not JSON",
                    subscribe("b")));

            assertThat(answers(client, 7))
                    .containsExactly(
                            SUCCEEDED + " a", ERROR, ERROR, ERROR, SUCCEEDED + " private-z", ERROR, SUCCEEDED + " b");
        }
    }

    @Test
    void other_commands_wait_for_the_subscriptions_before_them() {
        try (RawWebSocket client = open()) {
            client.establishedSocketId();

            client.texts(List.of(
                    subscribe("a"),
                    subscribe("b"),
                    command("pusher:unsubscribe", Map.of("channel", "a")),
                    command("pusher:ping", Map.of()),
                    subscribe("a"),
                    command("pusher:ping", Map.of())));

            assertThat(answers(client, 5))
                    .containsExactly(
                            SUCCEEDED + " a", SUCCEEDED + " b", "pusher:pong", SUCCEEDED + " a", "pusher:pong");
        }
    }

    @Test
    void a_connection_that_ends_amid_a_burst_leaves_no_subscription() {
        try (RawWebSocket client = open()) {
            client.establishedSocketId();
            client.texts(
                    IntStream.range(0, 60).mapToObj(i -> subscribe("gone-" + i)).toList());
        }

        await().untilAsserted(() -> assertThat(app.backend()
                        .get("/channels", Map.of("filter_by_prefix", "gone-"))
                        .json())
                .isEqualTo(Json.parse("{\"channels\":{}}")));
    }

    private RawWebSocket open() {
        return RawWebSocket.open(server.edge(), "/app/%s?protocol=7".formatted(app.key()));
    }

    private static String subscribe(String channel) {
        return subscribe(channel, Map.of());
    }

    private static String subscribe(String channel, Map<String, String> more) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("channel", channel);
        return command("pusher:subscribe", data);
    }

    private static String command(String event, Map<String, ?> data) {
        return Json.of(Map.of("event", event, "data", data));
    }

    private static List<String> answers(RawWebSocket client, int expected) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < expected; i++) {
            answers.add(answer(client));
        }
        return answers;
    }

    /** The event of the next frame, and its channel. */
    private static String answer(RawWebSocket client) {
        JsonNode frame = Json.parse(client.nextText());
        return "%s %s"
                .formatted(frame.path("event").asText(), frame.path("channel").asText())
                .strip();
    }
}
