package dev.vask.live;

import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * A valid event to publish.
 *
 * @param target the channel or the user
 * @param name   the event name
 * @param data   the data, unchanged
 * @param except the socket id that does not receive the event, or null
 * @param source the sender
 */
public record Event(
        Topic.Target target,
        String name,
        String data,
        @Nullable SocketId except,
        Source source) {

    /** The sender of an event. */
    public sealed interface Source {}

    /** The app's backend; its events are cached (8.1). */
    public record Backend() implements Source {}

    /** A subscribed connection, of a member if {@code userId} is not null; its events are never cached (10.8). */
    public record Client(@Nullable String userId) implements Source {}

    /** An event of a backend. */
    public static Event fromBackend(Topic.Target target, String name, String data, @Nullable SocketId except) {
        return new Event(target, name, data, except, new Backend());
    }

    /** The message to subscribers (4.1.8, 10.3, 11.3.1). */
    public ServerMessage.ChannelEvent toMessage() {
        String channel =
                switch (target) {
                    case Topic.Channel it -> it.name().value();
                    case Topic.User it -> it.id().channel();
                };
        String userId =
                switch (source) {
                    case Backend() -> null;
                    case Client it -> it.userId();
                };
        return new ServerMessage.ChannelEvent(channel, name, data, userId);
    }
}
