package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Writes through the public API of WebSockets Next. */
final class WebSocketsNextTransport implements Transport {

    private final WebSocketConnection connection;
    private long pendingBytes;

    /** Creates the transport of one client. */
    WebSocketsNextTransport(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void send(Frame frame) {
        int bytes = frame.bytes().length;
        pendingBytes += bytes;
        connection.sendText(frame.text()).subscribe().with(done -> written(bytes), failure -> written(bytes));
    }

    private void written(int bytes) {
        pendingBytes -= bytes;
    }

    @Override
    public void ping() {
        start(connection.sendPing(Buffer.buffer()));
    }

    @Override
    public void close(int code, String reason) {
        start(connection.close(new CloseReason(code, reason)));
    }

    private static void start(Uni<Void> write) {
        write.subscribe().with(done -> {}, failure -> {}); // a connection that fails is closed, which is reported
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public TransportKind kind() {
        return TransportKind.FALLBACK;
    }
}
