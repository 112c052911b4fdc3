package dev.vask.live.redis.scripts;

import dev.vask.live.ChannelChange;
import dev.vask.live.ChannelChange.Kind;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Reads the changes of channels that a script returns if it is asked to: the letter of the kind, the channel, and the member. */
final class ChannelChanges {

    /** Asks a script for its changes, at the end of the argument that says which webhook events it records. */
    static final String ASK = "w";

    private ChannelChanges() {}

    /** The changes in a response, after its other parts. */
    static List<ChannelChange> of(Response response, int at) {
        List<ChannelChange> changes = new ArrayList<>();
        if (response.size() > at) {
            for (Response change : response.get(at)) {
                changes.add(of(change.toString()));
            }
        }
        return changes;
    }

    private static ChannelChange of(String text) {
        int end = text.indexOf('\n');
        String user = text.substring(end + 1);
        return new ChannelChange(kind(text.charAt(0)), text.substring(1, end), user.isEmpty() ? null : user);
    }

    private static Kind kind(char letter) {
        return switch (letter) {
            case 'o' -> Kind.OCCUPIED;
            case 'v' -> Kind.VACATED;
            case 'a' -> Kind.MEMBER_ADDED;
            default -> Kind.MEMBER_REMOVED;
        };
    }
}
