package dev.vask.live;

import dev.vask.protocol.ChannelName;
import dev.vask.protocol.UserId;

/** What a connection can listen to within its app. */
public sealed interface Topic {

    /** A topic to which events can be published. */
    sealed interface Target extends Topic {}

    /** The events of a channel. */
    record Channel(ChannelName name) implements Target {}

    /** The events sent to a signed-in user (11.3). */
    record User(UserId id) implements Target {}

    /** A user on a watchlist, who goes online and offline (11.4). */
    record Watch(String userId) implements Topic {}
}
