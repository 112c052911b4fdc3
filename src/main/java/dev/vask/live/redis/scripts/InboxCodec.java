package dev.vask.live.redis.scripts;

import dev.vask.live.Event;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that {@code send} of {@code lua/prelude.lua} writes: kind, app, sequence, time, excluded socket id, topic and the
 * rest, one line each; and those of {@code lua/publish.lua} with several events, whose lines it writes. Names in them were validated when they
 * were published, and are not again.
 */
public final class InboxCodec {

    private static final char USER = '#';
    private static final String PUBLISHED = "P";

    private final String text;
    private int position;

    private InboxCodec(String text) {
        this.text = text;
    }

    /**
     * The line of an event in messages, as {@code lua/publish.lua} has it.
     *
     * @param following how many events of the call follow
     */
    static String line(int following, Event event) {
        String except = event.except() == null ? "" : event.except().value();
        String topic =
                switch (event.target()) {
                    case Topic.Channel(ChannelName name) -> name.value();
                    case Topic.User(UserId id) -> USER + id.value();
                };
        return following + "\n" + except + "\n" + topic + "\n"
                + Frame.of(event.toMessage()).text();
    }

    /** Reads what a node received at once: one message, or those of several events. */
    public static List<Message> read(String text) {
        InboxCodec codec = new InboxCodec(text);
        String kind = codec.line();
        String app = codec.line();
        return kind.equals(PUBLISHED) ? codec.published(app) : List.of(codec.read(kind, app));
    }

    private String line() {
        int end = text.indexOf('\n', position);
        if (end < 0) {
            end = text.length();
        }
        String line = text.substring(position, end);
        position = end + 1;
        return line;
    }

    private List<Message> published(String app) {
        long sentAt = WallClock.inNanoTime(line());
        long last = Long.parseLong(line());
        String epoch = line();
        List<Message> messages = new ArrayList<>();
        while (position < text.length()) {
            long sequence = last - Integer.parseInt(line());
            SocketId except = except(line());
            Topic topic = target(line());
            String id = epoch.isEmpty() || topic instanceof Topic.User ? null : EventIds.of(epoch, sequence);
            messages.add(frame(app, topic, sequence, Frame.ofText(line(), sentAt, id), except));
        }
        return messages;
    }

    private Message read(String kind, String app) {
        long sequence = Long.parseLong(line());
        long sentAt = WallClock.inNanoTime(line());
        String except = line();
        String name = line();
        String rest = text.substring(position);
        return switch (kind) {
            case "F" -> frame(app, target(name), sequence, Frame.ofText(rest, sentAt, null), except(except));
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
