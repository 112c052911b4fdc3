package dev.vask.live.redis.scripts;

import dev.vask.live.EventIds;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ChannelType;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that {@code send} of {@code lua/prelude.lua} writes: kind, app, sequence, time, excluded socket id, topic and the
 * rest, one line each. Names in them were validated when they were published, and are not again.
 */
public final class InboxCodec {

    private static final char USER = '#';

    private final String text;
    private int position;

    private InboxCodec(String text) {
        this.text = text;
    }

    /** Reads a message. */
    public static Message read(String text) {
        return new InboxCodec(text).read();
    }

    private String line() {
        int end = text.indexOf('\n', position);
        String line = text.substring(position, end);
        position = end + 1;
        return line;
    }

    private Message read() {
        String kind = line();
        String app = line();
        long sequence = Long.parseLong(line());
        long sentAt = WallClock.inNanoTime(line());
        String except = line();
        String name = line();
        String rest = text.substring(position);
        return switch (kind) {
            case "F" -> frame(app, target(name), sequence, Frame.ofText(rest, sentAt, null), except(except));
            case "E" -> event(app, target(name), sequence, sentAt, rest, except(except));
            case "N" ->
                frame(
                        app,
                        target(name),
                        sequence,
                        Frame.of(new ServerMessage.SubscriptionCount(name, Long.parseLong(rest)), sentAt),
                        null);
            case "R" ->
                frame(app, target(name), sequence, Frame.of(new ServerMessage.MemberRemoved(name, rest), sentAt), null);
            case "O" -> watchlist(app, name, sequence, sentAt, List.of(name), List.of());
            case "X" -> watchlist(app, name, sequence, sentAt, List.of(), List.of(name));
            case "T" -> new Message(app, target(name), sequence, new Message.Terminate(closeCode(rest)));
            default -> throw new IllegalArgumentException("Unknown message kind: " + kind);
        };
    }

    /** An event with an id: the rest is the epoch and the frame. */
    private static Message event(
            String app, Topic topic, long sequence, long sentAt, String rest, @Nullable SocketId except) {
        int end = rest.indexOf('\n');
        String id = EventIds.of(rest.substring(0, end), sequence);
        return frame(app, topic, sequence, Frame.ofText(rest.substring(end + 1), sentAt, id), except);
    }

    private static Message watchlist(
            String app, String user, long sequence, long sentAt, List<String> online, List<String> offline) {
        Frame frame = Frame.of(new ServerMessage.WatchlistEvents(online, offline), sentAt);
        return frame(app, new Topic.Watch(user), sequence, frame, null);
    }

    private static Message frame(String app, Topic topic, long sequence, Frame frame, @Nullable SocketId except) {
        return new Message(app, topic, sequence, new Message.SendFrame(frame, except));
    }

    private static Topic target(String name) {
        return name.charAt(0) == USER
                ? new Topic.User(new UserId(name.substring(1)))
                : new Topic.Channel(new ChannelName(name, ChannelType.of(name)));
    }

    /** Nodes of an older version send no code. */
    private static ErrorCode closeCode(String code) {
        return code.isEmpty() ? ErrorCode.RECONNECT : ErrorCode.of(Integer.parseInt(code));
    }

    private static @Nullable SocketId except(String id) {
        return id.isEmpty() ? null : new SocketId(id);
    }
}
