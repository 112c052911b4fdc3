package dev.vask.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands of clients, one record per event of the protocol (5.4). */
public sealed interface ClientCommand {

    /**
     * Subscribe to a channel.
     *
     * @param channel     its name, not validated
     * @param auth        {@code key:signature}, null if absent
     * @param channelData the identity on a presence channel, exactly as signed, null if absent
     * @param resume      where a client of protocol 8 wants to continue, null if absent
     */
    record Subscribe(
            String channel,
            @Nullable String auth,
            @Nullable String channelData,
            @Nullable ResumeAfter resume) implements ClientCommand {}

    /**
     * A request to continue after the last event that the client received ({@code docs/recovery.md}).
     *
     * @param id        the id of the event, not validated; empty asks only for the current position
     * @param socketIds the client's earlier socket ids, not validated: events that excluded one of them are not for it
     */
    record ResumeAfter(String id, Set<String> socketIds) {

        /** The maximum number of earlier socket ids; others are ignored. */
        static final int MAX_SOCKET_IDS = 10;
    }

    /** Unsubscribe from a channel; there is no response. */
    record Unsubscribe(String channel) implements ClientCommand {}

    /**
     * Sign in as a user (11.1).
     *
     * @param auth     {@code key:signature}, null if absent
     * @param userData the identity, exactly as signed
     */
    record SignIn(@Nullable String auth, String userData) implements ClientCommand {}

    /**
     * Publish a client event (section 10). The caller checks the rules with the settings of the app.
     *
     * @param name    the event name; any name that is not a {@code pusher:} command
     * @param channel the channel name, not validated, null if absent
     * @param data    the data to relay: a string as received, other JSON in compact form
     */
    record ClientEvent(String name, @Nullable String channel, String data) implements ClientCommand {}

    record Ping() implements ClientCommand {}

    record Pong() implements ClientCommand {}
}
