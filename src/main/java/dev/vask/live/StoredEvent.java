package dev.vask.live;

import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * An event of a channel's history.
 *
 * @param id         its id, unique in its channel
 * @param frame      the frame as subscribers received it, without the id
 * @param except     the socket id that was excluded, or null
 * @param timeMillis when it was published, in milliseconds since 1970
 */
public record StoredEvent(String id, String frame, @Nullable SocketId except, long timeMillis) {

    /** The frame for a subscriber of protocol 8. */
    public Frame toFrame() {
        return Frame.ofText(frame, System.nanoTime(), id);
    }
}
