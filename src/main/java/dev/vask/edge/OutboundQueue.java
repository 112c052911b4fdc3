package dev.vask.edge;

import dev.vask.meters.AppMeter;
import dev.vask.meters.Bound;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Json;

/** Sends frames to one client, up to a limit of buffered bytes: a client above it is disconnected. Sends nothing after a close. */
final class OutboundQueue {

    private final FrameHandler frames;
    private final Transport transport;
    private final int maxPendingBytes;
    private final Runnable ended;
    private AppMeter meter;
    private boolean closing;

    /**
     * Creates the queue of a new connection.
     *
     * @param ended called once when the connection ends, on either side
     */
    OutboundQueue(FrameHandler frames, Transport transport, AppMeter meter, int maxPendingBytes, Runnable ended) {
        this.frames = frames;
        this.transport = transport;
        this.meter = meter;
        this.maxPendingBytes = maxPendingBytes;
        this.ended = ended;
        frames.onEnd(this::ended);
    }

    private void ended(int code) {
        closing = true;
        if (code != FrameHandler.NOT_BY_SERVER) {
            meter.closed(code);
        }
        ended.run();
    }

    /** Sets the app whose metrics count from here on. */
    void countFor(AppMeter meter) {
        this.meter = meter;
    }

    AppMeter meter() {
        return meter;
    }

    /** Sends an event. */
    void deliver(Frame frame) {
        if (send(frame)) {
            meter.delivered(frame.bytes().length);
        }
    }

    /** Sends a frame that is not an event. */
    void reply(Frame frame) {
        if (send(frame)) {
            meter.replied(frame.bytes().length);
        }
    }

    private boolean send(Frame frame) {
        if (closing) {
            return false;
        }
        if (transport.pendingBytes() > maxPendingBytes) {
            meter.slowReader();
            frames.close(
                    Bound.OUTBOUND_BYTES,
                    ErrorCode.OVER_CAPACITY.code(),
                    "The client reads too slowly: %d bytes are unsent.".formatted(transport.pendingBytes()));
            return false;
        }
        transport.send(frame);
        return true;
    }

    /** Sends a WebSocket ping. */
    void ping() {
        frames.ping();
    }

    /** Counts a message of the client. */
    void received(String text) {
        meter.received(Json.utf8Length(text));
    }

    /** Reports that the message was handled and that the next one may come. */
    void handled() {
        frames.handled();
    }

    /** The time of the last bytes from the client, in {@link System#nanoTime}. */
    long lastReceivedAt() {
        return frames.lastReceivedAt();
    }

    /** Closes the connection with a reason. A client that does not read the close frame is cut off after a timeout. */
    void close(ErrorCode code, String reason) {
        frames.close(code.code(), reason);
    }
}
