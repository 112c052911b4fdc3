package dev.vask.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses text frames of clients to {@link ClientCommand} (5.2, 5.4). */
public final class CommandReader {

    private CommandReader() {}

    /**
     * Parses one text frame.
     *
     * @throws CommandRejectedException if it is not a JSON object, has no {@code event}, or is an unknown command
     */
    public static ClientCommand read(String text) {
        ObjectNode frame = object(text);
        String event = text(frame, "event");
        if (event == null) {
            throw new CommandRejectedException("The frame has no \"event\". Send {\"event\":\"...\",\"data\":{...}}.");
        }
        return switch (event) {
            case "pusher:subscribe" -> subscribe(data(frame, event));
            case "pusher:unsubscribe" -> unsubscribe(data(frame, event));
            case "pusher:signin" -> signIn(data(frame, event));
            case "pusher:ping" -> new ClientCommand.Ping();
            case "pusher:pong" -> new ClientCommand.Pong();
            case String other
            when other.startsWith("pusher:") || other.startsWith("pusher_internal:") ->
                throw new CommandRejectedException("Unknown command '%s'.".formatted(SafeQuote.of(other)));
            default -> new ClientCommand.ClientEvent(event, text(frame, "channel"), relayed(frame.path("data")));
        };
    }

    private static ObjectNode object(String text) {
        try {
            return Json.object(text);
        } catch (InvalidJsonException e) {
            throw new CommandRejectedException("Invalid frame: " + e.getMessage() + ".");
        }
    }

    /** The data of a command: an object, or a string that contains one (5.2.7). */
    private static ObjectNode data(ObjectNode frame, String event) {
        JsonNode data = frame.path("data");
        if (data instanceof ObjectNode object) {
            return object;
        }
        if (data.isTextual()) {
            return object(data.textValue());
        }
        throw new CommandRejectedException(
                "Invalid value for data of %s: must be an object, found %s.".formatted(event, Json.kindOf(data)));
    }

    private static ClientCommand subscribe(ObjectNode data) {
        JsonNode channelData = data.path("channel_data");
        if (!channelData.isTextual() && !isAbsent(channelData)) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for channel_data: must be a string with a JSON object, found %s."
                            .formatted(Json.kindOf(channelData)));
        }
        return new ClientCommand.Subscribe(
                channel(data), text(data, "auth"), text(data, "channel_data"), resumeAfter(data));
    }

    /** An id that is not a string counts as one that the server does not know. */
    private static ClientCommand.@Nullable ResumeAfter resumeAfter(ObjectNode data) {
        JsonNode id = data.path("resume_after_id");
        if (isAbsent(id)) {
            return null;
        }
        Set<String> socketIds = new HashSet<>();
        for (JsonNode socketId : data.path("resume_socket_ids")) {
            if (socketIds.size() < ClientCommand.ResumeAfter.MAX_SOCKET_IDS) {
                socketIds.add(socketId.asText());
            }
        }
        return new ClientCommand.ResumeAfter(id.isTextual() ? id.textValue() : Json.compact(id), socketIds);
    }

    private static ClientCommand unsubscribe(ObjectNode data) {
        return new ClientCommand.Unsubscribe(channel(data));
    }

    private static ClientCommand signIn(ObjectNode data) {
        String userData = text(data, "user_data");
        if (userData == null) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for user_data: must be a string with a JSON object, found %s."
                            .formatted(Json.kindOf(data.path("user_data"))));
        }
        return new ClientCommand.SignIn(text(data, "auth"), userData);
    }

    private static String channel(ObjectNode data) {
        String channel = text(data, "channel");
        if (channel == null) {
            throw new CommandRejectedException("Invalid value for channel in data: must be a string, found %s."
                    .formatted(Json.kindOf(data.path("channel"))));
        }
        return channel;
    }

    /** The data of a client event as it is relayed (10.2); absent data is null, as in JavaScript. */
    private static String relayed(JsonNode data) {
        if (data.isTextual()) {
            return data.textValue();
        }
        return data.isMissingNode() ? "null" : Json.compact(data);
    }

    private static @Nullable String text(ObjectNode object, String field) {
        return object.path(field).textValue();
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
