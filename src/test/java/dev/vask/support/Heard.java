package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A frame that a client heard, of a form that section 5.2 allows: anything else fails as it is read. */
public record Heard(String text, JsonNode frame) {

    private static final Set<String> OBJECTS =
            Set.of("pusher:signin_success", "pusher:error", "pusher:ping", "pusher:pong");
    private static final Set<String> WITHOUT_CHANNEL = Set.of(
            "pusher:connection_established",
            "pusher_internal:watchlist_events",
            "pusher:signin_success",
            "pusher:error",
            "pusher:ping",
            "pusher:pong");

    static Heard of(String text) {
        Heard heard = new Heard(text, Json.parse(text));
        assertThat(heard.frame.isObject())
                .as("(5.2.1) a frame is a JSON object: %s", text)
                .isTrue();
        assertThat(heard.frame.path("event").isTextual())
                .as("(5.2.1) event is a string: %s", text)
                .isTrue();
        boolean object = OBJECTS.contains(heard.event());
        assertThat(
                        object
                                ? heard.frame.path("data").isObject()
                                : heard.frame.path("data").isTextual())
                .as("(5.2.4) data is %s: %s", object ? "an object" : "a string", text)
                .isTrue();
        assertThat(heard.frame.path("channel").isTextual())
                .as(
                        "(5.2.4) there is %s: %s",
                        WITHOUT_CHANNEL.contains(heard.event()) ? "no channel" : "a channel", text)
                .isEqualTo(!WITHOUT_CHANNEL.contains(heard.event()));
        assertThat(heard.frame.properties().stream()
                        .map(field -> field.getKey())
                        .toList())
                .as("members of %s", text)
                .doesNotHaveDuplicates()
                .isSubsetOf(List.of("event", "channel", "data", "user_id"));
        return heard;
    }

    public String event() {
        return frame.path("event").textValue();
    }

    public @Nullable String channel() {
        return frame.path("channel").textValue();
    }

    /** Who sent a client event on a presence channel; null for every other frame. */
    public @Nullable String userId() {
        return frame.path("user_id").textValue();
    }

    /** The data, out of its string if it is within one. */
    public JsonNode data() {
        JsonNode data = frame.path("data");
        return data.isTextual() ? Json.parse(data.textValue()) : data;
    }

    /** The data, which is a string, character by character. */
    public String dataText() {
        assertThat(frame.path("data").isTextual())
                .as("data is a string: %s", text)
                .isTrue();
        return frame.path("data").textValue();
    }

    /** Data of the service is compared as JSON; that of an event is the publisher's own string, untouched. */
    boolean hasData(String expected) {
        return event().startsWith("pusher")
                ? Json.same(data(), Json.parse(expected))
                : dataText().equals(expected);
    }
}
