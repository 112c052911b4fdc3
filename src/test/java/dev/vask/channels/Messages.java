package dev.vask.channels;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/** Creates messages of one app. */
final class Messages {

    static final String APP = "app";
    static final Topic ROOM = new Topic.Channel(ChannelName.parse("room"));

    private Messages() {}

    /** A message with its sequence as data. */
    static Message message(long sequence) {
        return message(ROOM, sequence, null);
    }

    static Message message(Topic topic, long sequence, @Nullable SocketId except) {
        return new Message(APP, topic, sequence, new Message.SendFrame(frame(sequence), except));
    }

    static String text(long sequence) {
        return frame(sequence).text();
    }

    private static Frame frame(long sequence) {
        return Frame.of(new ServerMessage.ChannelEvent("room", "news", "" + sequence, null));
    }
}
