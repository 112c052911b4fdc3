package dev.vask.edge;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Handles failures of connections that WebSockets Next reports. */
final class CloseCodes {

    private static final Logger LOG = Logger.getLogger(CloseCodes.class);

    private static final CloseReason FAILED = new CloseReason(1011, "Internal error.");

    private CloseCodes() {}

    /** Closes a connection with 1011 (RFC 6455, 7.4.1), unless it is already closed. */
    static Uni<Void> of(WebSocketConnection connection, Throwable failure) {
        if (connection.isClosed() || failure instanceof HttpClosedException || failure instanceof IOException) {
            return Uni.createFrom().voidItem(); // already closed
        }
        LOG.errorf(failure, "A connection failed");
        return connection.close(FAILED);
    }
}
