package dev.vask.live;

import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told to pass on to those of its sockets that listen to a topic.
 *
 * @param app      key of the app
 * @param topic    whose listeners it is for
 * @param sequence its place in the app's one order; only for sockets that began to listen before it
 * @param content  what to do
 */
public record Message(String app, Topic topic, long sequence, Content content) {

    /** What to do with the listeners. */
    public sealed interface Content {}

    /** Send them a frame, all but one of them if {@code except} is not null. */
    public record Say(Frame frame, @Nullable SocketId except) implements Content {}

    /** Close them: their user's connections were terminated (4.7). */
    public record Terminate() implements Content {}
}
