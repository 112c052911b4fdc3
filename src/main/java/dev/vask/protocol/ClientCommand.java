package dev.vask.protocol;

import org.jspecify.annotations.Nullable;

/** Everything a client may ask of us, one record per event of the protocol (5.4). */
public sealed interface ClientCommand {

    /**
     * Subscribe to a channel.
     *
     * @param channel     its name, not yet checked
     * @param auth        {@code key:signature}, null if absent
     * @param channelData the identity on a presence channel, exactly as it was signed, null if absent
     */
    record Subscribe(String channel, @Nullable String auth, @Nullable String channelData) implements ClientCommand {}

    /** Leave a channel; there is no answer. */
    record Unsubscribe(String channel) implements ClientCommand {}

    /**
     * Sign in as a user (11.1).
     *
     * @param auth     {@code key:signature}, null if absent
     * @param userData the identity, exactly as it was signed
     */
    record SignIn(@Nullable String auth, String userData) implements ClientCommand {}

    /**
     * Tell the other subscribers of a channel (section 10), or try to: the caller checks its rules with the settings of the app.
     *
     * @param name    the event's name; anything that is no {@code pusher:} command
     * @param channel the channel's name, not yet checked, null if absent
     * @param data    what is relayed: a string as it came, any other JSON in compact form
     */
    record ClientEvent(String name, @Nullable String channel, String data) implements ClientCommand {}

    record Ping() implements ClientCommand {}

    record Pong() implements ClientCommand {}
}
