package dev.vask.edge;

import dev.vask.meters.AppMeter;
import dev.vask.meters.Bound;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Json;

/**
 * The way to one client, bounded: one who owes more than the limit is not waited for but closed. After a close nothing more is
 * sent.
 */
final class Link {

    private final FrameHandler frames;
    private final Wire wire;
    private final int mostOwed;
    private final Runnable ended;
    private AppMeter meter;
    private boolean closing;

    /**
     * The way to a client that nothing was sent to yet.
     *
     * @param ended called once when the connection ends, on either side
     */
    Link(FrameHandler frames, Wire wire, AppMeter meter, int mostOwed, Runnable ended) {
        this.frames = frames;
        this.wire = wire;
        this.meter = meter;
        this.mostOwed = mostOwed;
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

    /** From here on, what happens is counted for the app that the client belongs to. */
    void countFor(AppMeter meter) {
        this.meter = meter;
    }

    AppMeter meter() {
        return meter;
    }

    /** Sends an event. */
    void deliver(Frame frame) {
        if (send(frame)) {
            meter.delivered(frame.wire().length);
        }
    }

    /** Sends what is no event. */
    void reply(Frame frame) {
        if (send(frame)) {
            meter.replied(frame.wire().length);
        }
    }

    private boolean send(Frame frame) {
        if (closing) {
            return false;
        }
        if (wire.owed() > mostOwed) {
            meter.slowReader();
            frames.close(
                    Bound.OUTBOUND_BYTES,
                    ErrorCode.OVER_CAPACITY.code(),
                    "The client reads too slowly: %d bytes are unsent.".formatted(wire.owed()));
            return false;
        }
        wire.send(frame);
        return true;
    }

    /** Sends a WebSocket ping. */
    void ping() {
        frames.ping();
    }

    /** A message of the client has come. */
    void heard(String text) {
        meter.heard(Json.utf8Length(text));
    }

    /** What that message asked for is done, and the next may come. */
    void handled() {
        frames.handled();
    }

    /** When anything at all last came from the client, in {@link System#nanoTime}. */
    long heardAt() {
        return frames.heardAt();
    }

    /** Says why and closes; a client that does not take even that is cut off a little later. */
    void close(ErrorCode code, String reason) {
        frames.close(code.code(), reason);
    }
}
