package dev.vask.channels;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/** Messages of one app, short to write. */
final class Messages {

    static final String APP = "app";
    static final Topic ROOM = new Topic.Channel(ChannelName.parse("room"));

    private Messages() {}

    /** The message of this sequence, which says its own number. */
    static Message say(long sequence) {
        return say(ROOM, sequence, null);
    }

    static Message say(Topic topic, long sequence, @Nullable SocketId except) {
        return new Message(APP, topic, sequence, new Message.SendFrame(frame(sequence), except));
    }

    static String text(long sequence) {
        return frame(sequence).text();
    }

    private static Frame frame(long sequence) {
        return Frame.of(new ServerMessage.ChannelEvent("room", "news", "" + sequence, null));
    }
}
