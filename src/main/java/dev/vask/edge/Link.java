package dev.vask.edge;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
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
    private boolean closing;

    Link(WebSocketConnection connection, Wire wire, EdgeLoop loop, int mostOwed) {
        this.connection = connection;
        this.wire = wire;
        this.loop = loop;
        this.mostOwed = mostOwed;
    }

    void send(Frame frame) {
        if (closing) {
            return;
        }
        if (wire.owed() > mostOwed) {
            close(ErrorCode.OVER_CAPACITY, "reading too slowly: %d bytes were not taken".formatted(wire.owed()));
            return;
        }
        wire.send(frame);
    }

    void heard() {
        wire.heard();
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
        connection.close(new CloseReason(code, reason)).subscribe().with(done -> {}, failure -> wire.cut());
        loop.timer().schedule(wire::cut, CUT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }
}
