package dev.vask.live;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;
import dev.vask.traces.FanOutTrace;
import org.jspecify.annotations.Nullable;

/**
 * A message for the connections of a node that listen to a topic.
 *
 * @param app      key of the app
 * @param topic    the topic
 * @param sequence the number in the sequence of the app; only for subscriptions that started before it
 * @param content  what to do
 * @param trace    the trace of its delivery, or {@link FanOutTrace#NONE}
 */
public record Message(String app, Topic topic, long sequence, Content content, FanOutTrace trace) {

    /** A message without a trace. */
    public Message(String app, Topic topic, long sequence, Content content) {
        this(app, topic, sequence, content, FanOutTrace.NONE);
    }

    /** What to do with the subscribers. */
    public sealed interface Content {}

    /** Send a frame to all of them, except one if {@code except} is not null. */
    public record SendFrame(Frame frame, @Nullable SocketId except) implements Content {}

    /** Close their connections with a code, because the connections of their user were terminated (4.7). */
    public record Terminate(ErrorCode code) implements Content {}

    /** The same message with another trace. */
    public Message with(FanOutTrace other) {
        return trace == other ? this : new Message(app, topic, sequence, content, other);
    }
}
