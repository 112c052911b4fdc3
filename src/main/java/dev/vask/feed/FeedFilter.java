package dev.vask.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events that a viewer wants.
 *
 * @param types    the types; empty for all
 * @param channel  only events of this channel, or of those with a prefix that is followed by {@code *}; null for all
 * @param socketId only events of this connection; null for all
 * @param userId   only events of this user; null for all
 */
public record FeedFilter(
        Set<FeedEventType> types,
        @Nullable String channel,
        @Nullable String socketId,
        @Nullable String userId) {

    /** All events. */
    public static final FeedFilter ALL = new FeedFilter(Set.of(), null, null, null);

    public FeedFilter {
        types = Set.copyOf(types);
    }

    boolean matches(FeedEvent event) {
        return matches(event.type(), event.channel(), event.socketId(), event.userId());
    }

    /** Whether an event of another node matches. */
    boolean matches(JsonNode event) {
        FeedEventType type = FeedEventType.of(event.path("type").asText());
        return type != null
                && matches(
                        type,
                        event.path("channel").textValue(),
                        event.path("socket_id").textValue(),
                        event.path("user_id").textValue());
    }

    private boolean matches(
            FeedEventType type, @Nullable String ofChannel, @Nullable String socket, @Nullable String user) {
        if (type == FeedEventType.SKIPPED) {
            return true;
        }
        return (types.isEmpty() || types.contains(type))
                && (channel == null || matchesChannel(channel, ofChannel))
                && (socketId == null || socketId.equals(socket))
                && (userId == null || userId.equals(user));
    }

    private static boolean matchesChannel(String wanted, @Nullable String name) {
        if (name == null) {
            return false;
        }
        return wanted.endsWith("*") ? name.startsWith(wanted.substring(0, wanted.length() - 1)) : name.equals(wanted);
    }

    /** For other nodes. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        types.forEach(type -> json.withArray("types").add(type.wireName()));
        return json.put("channel", channel).put("socket_id", socketId).put("user_id", userId);
    }

    /** The filter of a viewer of another node. */
    static FeedFilter of(JsonNode json) {
        Set<FeedEventType> types = EnumSet.noneOf(FeedEventType.class);
        for (JsonNode name : json.path("types")) {
            FeedEventType type = FeedEventType.of(name.asText());
            if (type != null) {
                types.add(type);
            }
        }
        return new FeedFilter(
                types,
                json.path("channel").textValue(),
                json.path("socket_id").textValue(),
                json.path("user_id").textValue());
    }
}
