package dev.vask.live.redis;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code say} of {@code lua/prelude.lua} writes, read again: kind, app, sequence, time, except, topic and the rest, by
 * lines. */
final class InboxCodec {

    private static final int PARTS = 7;
    private static final String USER = "#";

    private InboxCodec() {}

    static Message read(String text) {
        String[] parts = text.split("\n", PARTS);
        String app = parts[1];
        long sequence = Long.parseLong(parts[2]);
        long saidAt = WallClock.inNanoTime(parts[3]);
        String topic = parts[5];
        String rest = parts[6];
        return switch (parts[0]) {
            case "F" ->
                new Message(
                        app, target(topic), sequence, new Message.Say(Frame.ofText(rest, saidAt), except(parts[4])));
            case "N" ->
                say(
                        app,
                        target(topic),
                        sequence,
                        saidAt,
                        new ServerMessage.SubscriptionCount(topic, Long.parseLong(rest)));
            case "R" -> say(app, target(topic), sequence, saidAt, new ServerMessage.MemberRemoved(topic, rest));
            case "O" ->
                say(app, watch(topic), sequence, saidAt, new ServerMessage.WatchlistEvents(List.of(topic), List.of()));
            case "X" ->
                say(app, watch(topic), sequence, saidAt, new ServerMessage.WatchlistEvents(List.of(), List.of(topic)));
            case "T" -> new Message(app, target(topic), sequence, new Message.Terminate());
            default -> throw new IllegalArgumentException("Unknown message kind: " + parts[0]);
        };
    }

    private static Message say(String app, Topic topic, long sequence, long saidAt, ServerMessage message) {
        return new Message(app, topic, sequence, new Message.Say(Frame.of(message, saidAt), null));
    }

    private static Topic target(String topic) {
        return topic.startsWith(USER)
                ? new Topic.User(new UserId(topic.substring(USER.length())))
                : new Topic.Channel(ChannelName.parse(topic));
    }

    private static Topic watch(String user) {
        return new Topic.Watch(user);
    }

    private static @Nullable SocketId except(String id) {
        return id.isEmpty() ? null : new SocketId(id);
    }
}
