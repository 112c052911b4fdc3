package dev.vask.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Parses the identities that backends sign: members of presence channels (7.1) and users who sign in (11.1). */
public final class Identity {

    private Identity() {}

    /**
     * A user who signs in.
     *
     * @param id        the user id
     * @param info      {@code user_info} as compact JSON, {@code {}} if absent
     * @param watchlist distinct user ids, at most {@value ProtocolLimits#WATCHLIST_LENGTH}
     * @param truncated       whether the watchlist was longer (11.4.1)
     */
    public record User(UserId id, String info, List<String> watchlist, boolean truncated) {

        /** The member for a presence channel that the user joins without {@code channel_data} (7.1.b). */
        public Member asMember() {
            return member(id.value(), info);
        }
    }

    /**
     * Parses {@code channel_data}.
     *
     * @throws CommandRejectedException 4009, if it is not a JSON object, has no valid {@code user_id}, or exceeds a limit
     */
    public static Member member(String channelData) {
        ObjectNode data = object("channel_data", channelData);
        JsonNode id = data.path("user_id");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for user_id in channel_data: must be a string or an integer, found %s."
                            .formatted(Json.kindOf(id)));
        }
        return member(id.asText(), info(data));
    }

    private static Member member(String id, String info) {
        if (id.isEmpty() || id.length() > ProtocolLimits.MEMBER_ID_LENGTH || !Json.isUnicode(id)) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for user_id: must be valid Unicode of 1 to %d characters, found %d."
                            .formatted(ProtocolLimits.MEMBER_ID_LENGTH, id.length()));
        }
        int bytes = Json.utf8Length(info);
        if (bytes > ProtocolLimits.MEMBER_INFO_BYTES) {
            throw CommandRejectedException.unauthorized(
                    "user_info has %d bytes, the maximum is %d.".formatted(bytes, ProtocolLimits.MEMBER_INFO_BYTES));
        }
        return new Member(id, info);
    }

    /**
     * Parses {@code user_data}.
     *
     * @throws CommandRejectedException 4009, if it is not a JSON object, or has no valid {@code id} or an invalid watchlist
     */
    public static User user(String userData) {
        ObjectNode data = object("user_data", userData);
        JsonNode id = data.path("id");
        if (!id.isTextual()) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for id in user_data: must be a string, found %s.".formatted(Json.kindOf(id)));
        }
        Set<String> watched = watchlist(data.path("watchlist"));
        boolean truncated = watched.size() > ProtocolLimits.WATCHLIST_LENGTH;
        List<String> kept =
                watched.stream().limit(ProtocolLimits.WATCHLIST_LENGTH).toList();
        return new User(userId(id.textValue()), info(data), kept, truncated);
    }

    private static UserId userId(String id) {
        try {
            return UserId.parse(id);
        } catch (InvalidNameException e) {
            throw CommandRejectedException.unauthorized(String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> watchlist(JsonNode watchlist) {
        Set<String> ids = new LinkedHashSet<>();
        if (watchlist.isMissingNode() || watchlist.isNull()) {
            return ids;
        }
        if (!watchlist.isArray()) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for watchlist: must be an array of user ids, found %s."
                            .formatted(Json.kindOf(watchlist)));
        }
        for (JsonNode id : watchlist) {
            if (!id.isTextual()) {
                throw CommandRejectedException.unauthorized(
                        "Invalid value for watchlist: must contain only strings, found %s.".formatted(Json.kindOf(id)));
            }
            ids.add(id.textValue());
        }
        return ids;
    }

    private static String info(ObjectNode data) {
        JsonNode info = data.path("user_info");
        if (info.isMissingNode()) {
            return Member.NO_INFO;
        }
        String compact = Json.compact(info);
        if (!Json.isUnicode(compact)) {
            throw CommandRejectedException.unauthorized(
                    "Invalid value for user_info: contains an unpaired surrogate and is not valid Unicode.");
        }
        return compact;
    }

    private static ObjectNode object(String what, String text) {
        try {
            return Json.object(text);
        } catch (InvalidJsonException e) {
            throw CommandRejectedException.unauthorized("Invalid value for %s: %s.".formatted(what, e.getMessage()));
        }
    }
}
