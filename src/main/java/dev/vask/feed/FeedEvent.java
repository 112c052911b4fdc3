package dev.vask.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in an app. It never contains a secret or a signature.
 *
 * @param type     what happened
 * @param channel  the name of the channel, or null
 * @param socketId the connection, or null
 * @param userId   the member or the signed-in user, or null
 * @param details  adds further fields; called if somebody receives the event
 */
public record FeedEvent(
        FeedEventType type,
        @Nullable String channel,
        @Nullable String socketId,
        @Nullable String userId,
        Consumer<ObjectNode> details) {

    private static final int MAX_TEXT = 1_024;

    /** An event without further fields. */
    public FeedEvent(FeedEventType type, @Nullable String channel, @Nullable String socketId, @Nullable String userId) {
        this(type, channel, socketId, userId, json -> {});
    }

    /** Puts a text that a client or a backend sent, at most 1,024 characters of it, and {@code truncated} if it was longer. */
    public static void putText(ObjectNode json, String field, String text) {
        putText(json, field, text, MAX_TEXT);
    }

    /** The same with another maximum number of characters. */
    public static void putText(ObjectNode json, String field, String text, int max) {
        boolean tooLong = text.length() > max;
        json.put(field, tooLong ? cut(text, max) : text);
        if (tooLong) {
            json.put("truncated", true);
        }
    }

    /** The first characters of a text, without half of a surrogate pair at the end. */
    static String cut(String text, int max) {
        int end = Math.min(text.length(), max);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** Reports that events were left out. */
    static FeedEvent skipped(long count) {
        return new FeedEvent(FeedEventType.SKIPPED, null, null, null, json -> json.put("count", count));
    }

    /** The event as viewers receive it. */
    ObjectNode toJson(String node, Instant now) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("time", time(now))
                .put("type", type.wireName())
                .put("node", node);
        putIfPresent(json, "channel", channel);
        putIfPresent(json, "socket_id", socketId);
        putIfPresent(json, "user_id", userId);
        details.accept(json);
        return json;
    }

    private static void putIfPresent(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    /** A time in RFC 3339 with milliseconds. */
    static String time(Instant now) {
        String text = now.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.indexOf('.') < 0 ? text.replace("Z", ".000Z") : text;
    }
}
