package dev.vask.edge;

import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPingMessage;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * The WebSocket endpoint. {@link CommandQueue} queues the messages of a connection, because the queue of WebSockets Next needs a kilobyte
 * more per connection. Binary messages and control frames arrive only if the connection uses {@link FallbackInboundLimiter}.
 */
@WebSocket(path = "/app/{key}", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
class PusherEndpoint {

    private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();

    private final ConnectionAdmission admission;

    PusherEndpoint(ConnectionAdmission admission) {
        this.admission = admission;
    }

    @OnOpen
    Uni<Void> opened(WebSocketConnection connection, @PathParam String key) {
        admission.enter(connection, key);
        return NOTHING;
    }

    @OnTextMessage
    Uni<Void> text(WebSocketConnection connection, String text) {
        admission.receive(connection, text);
        return NOTHING;
    }

    @OnBinaryMessage
    Uni<Void> binary(WebSocketConnection connection, Buffer message) {
        admission.receiveBinary(connection);
        return NOTHING;
    }

    @OnPingMessage
    Uni<Void> ping(WebSocketConnection connection, Buffer payload) {
        admission.receiveControlFrame(connection);
        return NOTHING;
    }

    @OnPongMessage
    Uni<Void> pong(WebSocketConnection connection, Buffer payload) {
        admission.receiveControlFrame(connection);
        return NOTHING;
    }

    @OnClose
    Uni<Void> closed(WebSocketConnection connection) {
        admission.leave(connection);
        return NOTHING;
    }

    @OnError
    Uni<Void> failed(WebSocketConnection connection, Throwable failure) {
        return CloseCodes.of(connection, failure);
    }
}
