package dev.vask.edge;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Closes for what is wrong with the WebSocket itself (RFC 6455, 7.4.1). */
final class Closings {

    private static final Logger LOG = Logger.getLogger(Closings.class);

    static final CloseReason BINARY = new CloseReason(1003, "binary messages are not supported, send text");
    private static final CloseReason TOO_BIG = new CloseReason(1009, "the message is longer than 65536 bytes");
    private static final CloseReason FAILED = new CloseReason(1011, "the server failed");

    private Closings() {}

    /** What to do when WebSockets Next reports a failure of a connection. */
    static Uni<Void> of(WebSocketConnection connection, Throwable failure) {
        if (connection.isClosed() || failure instanceof HttpClosedException || failure instanceof IOException) {
            return Uni.createFrom().voidItem(); // it is gone already
        }
        if (isTooBig(failure)) {
            return connection.close(TOO_BIG);
        }
        LOG.errorf(failure, "A connection failed");
        return connection.close(FAILED);
    }

    /** Vert.x has no type of its own for a message of several frames that grows over the limit. */
    private static boolean isTooBig(Throwable failure) {
        return failure instanceof IllegalStateException
                && String.valueOf(failure.getMessage()).contains("overflow max message size");
    }
}
