package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A text frame that a client received. Parsing fails if its format does not comply with section 5.2. */
public record ReceivedFrame(String text, JsonNode frame) {

    private static final Set<String> EVENTS_WITH_OBJECT_DATA =
            Set.of("pusher:signin_success", "pusher:error", "pusher:ping", "pusher:pong");
    private static final Set<String> EVENTS_WITHOUT_CHANNEL = Set.of(
            "pusher:connection_established",
            "pusher_internal:watchlist_events",
            "pusher:signin_success",
            "pusher:error",
            "pusher:ping",
            "pusher:pong");

    static ReceivedFrame of(String text) {
        ReceivedFrame received = new ReceivedFrame(text, Json.parse(text));
        assertThat(received.frame.isObject())
                .as("(5.2.1) a frame is a JSON object: %s", text)
                .isTrue();
        assertThat(received.frame.path("event").isTextual())
                .as("(5.2.1) event is a string: %s", text)
                .isTrue();
        boolean object = EVENTS_WITH_OBJECT_DATA.contains(received.event());
        assertThat(
                        object
                                ? received.frame.path("data").isObject()
                                : received.frame.path("data").isTextual())
                .as("(5.2.4) data is %s: %s", object ? "an object" : "a string", text)
                .isTrue();
        assertThat(received.frame.path("channel").isTextual())
                .as(
                        "(5.2.4) there is %s: %s",
                        EVENTS_WITHOUT_CHANNEL.contains(received.event()) ? "no channel" : "a channel", text)
                .isEqualTo(!EVENTS_WITHOUT_CHANNEL.contains(received.event()));
        assertThat(received.frame.properties().stream()
                        .map(field -> field.getKey())
                        .toList())
                .as("members of %s", text)
                .doesNotHaveDuplicates()
                .isSubsetOf(
                        received.event().startsWith("pusher")
                                ? List.of("event", "channel", "data", "user_id")
                                : List.of("event", "channel", "data", "user_id", "id"));
        return received;
    }

    public String event() {
        return frame.path("event").textValue();
    }

    public @Nullable String channel() {
        return frame.path("channel").textValue();
    }

    /** The {@code user_id} of the sender of a client event on a presence channel; null for all other frames. */
    public @Nullable String userId() {
        return frame.path("user_id").textValue();
    }

    /** The data as JSON, also if it is encoded as a string. */
    public JsonNode data() {
        JsonNode data = frame.path("data");
        return data.isTextual() ? Json.parse(data.textValue()) : data;
    }

    /** The data, which must be a string, unchanged. */
    public String dataText() {
        assertThat(frame.path("data").isTextual())
                .as("data is a string: %s", text)
                .isTrue();
        return frame.path("data").textValue();
    }

    /** Whether the data is equal: compared as JSON for {@code pusher} events, as text for published events. */
    boolean hasData(String expected) {
        return event().startsWith("pusher")
                ? Json.same(data(), Json.parse(expected))
                : dataText().equals(expected);
    }
}
