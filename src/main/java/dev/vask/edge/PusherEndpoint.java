package dev.vask.edge;

import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/**
 * The WebSocket endpoint. {@link CommandQueue} queues the messages of a connection, because the queue of WebSockets Next needs a kilobyte
 * more per connection.
 */
@WebSocket(path = "/app/{key}", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
class PusherEndpoint {

    private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();

    private final ConnectionAdmission door;

    PusherEndpoint(ConnectionAdmission door) {
        this.door = door;
    }

    @OnOpen
    Uni<Void> opened(WebSocketConnection connection, @PathParam String key) {
        door.enter(connection, key);
        return NOTHING;
    }

    @OnTextMessage
    Uni<Void> text(WebSocketConnection connection, String text) {
        door.hear(connection, text);
        return NOTHING;
    }

    @OnClose
    Uni<Void> closed(WebSocketConnection connection) {
        door.leave(connection);
        return NOTHING;
    }

    @OnError
    Uni<Void> failed(WebSocketConnection connection, Throwable failure) {
        return CloseCodes.of(connection, failure);
    }
}
