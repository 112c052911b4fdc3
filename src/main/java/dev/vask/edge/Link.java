package dev.vask.edge;

import dev.vask.meters.AppMeter;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Json;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The way to one client, bounded: one who owes more than the limit is not waited for but closed. After a close nothing more is
 * sent.
 */
final class Link {

    /** How long a client has to take the close frame. */
    static final Duration CUT_AFTER = Duration.ofSeconds(5);

    private final WebSocketConnection connection;
    private final Wire wire;
    private final EdgeLoop loop;
    private final int mostOwed;
    private AppMeter meter;
    private boolean closing;

    Link(WebSocketConnection connection, Wire wire, EdgeLoop loop, AppMeter meter, int mostOwed) {
        this.connection = connection;
        this.wire = wire;
        this.loop = loop;
        this.meter = meter;
        this.mostOwed = mostOwed;
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
            close(ErrorCode.OVER_CAPACITY, "reading too slowly: %d bytes were not taken".formatted(wire.owed()));
            return false;
        }
        wire.send(frame);
        return true;
    }

    void heard(String text) {
        wire.heard();
        meter.heard(Json.utf8Length(text));
    }

    void handled() {
        wire.handled();
    }

    long heardAt() {
        return wire.heardAt();
    }

    /** Says why and closes; a client that does not take even that is cut off a little later. */
    void close(ErrorCode code, String reason) {
        close(code.code(), reason);
    }

    void close(int code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        meter.closed(code);
        connection.close(new CloseReason(code, reason)).subscribe().with(done -> {}, failure -> wire.cut());
        loop.timer().schedule(wire::cut, CUT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }
}
