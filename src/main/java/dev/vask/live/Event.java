package dev.vask.live;

import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * An event to publish, valid in every respect.
 *
 * @param target where to: a channel or a user
 * @param name   the event's name
 * @param data   its data, passed on untouched
 * @param except a socket that is skipped, or null
 * @param source who sent it
 */
public record Event(Topic.Target target, String name, String data, @Nullable SocketId except, Source source) {

    /** Who sent an event. */
    public sealed interface Source {}

    /** The app's backend: its events fill caches (8.1). */
    public record Backend() implements Source {}

    /** A subscribed socket, which speaks for a member of the channel if {@code userId} is not null: never cached (10.8). */
    public record Client(@Nullable String userId) implements Source {}

    /** An event of a backend. */
    public static Event fromBackend(Topic.Target target, String name, String data, @Nullable SocketId except) {
        return new Event(target, name, data, except, new Backend());
    }

    /** What the listeners hear (4.1.8, 10.3, 11.3.1). */
    public ServerMessage.ChannelEvent toMessage() {
        String channel = switch (target) {
            case Topic.Channel it -> it.name().value();
            case Topic.User it -> it.id().channel();
        };
        String userId = switch (source) {
            case Backend() -> null;
            case Client it -> it.userId();
        };
        return new ServerMessage.ChannelEvent(channel, name, data, userId);
    }
}
