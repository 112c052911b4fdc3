package dev.vask.edge;

import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Where WebSockets come in. Events of one connection arrive one at a time, each when what the last returned is done. */
@WebSocket(path = "/app/{key}")
class PusherEndpoint {

    private final Door door;

    PusherEndpoint(Door door) {
        this.door = door;
    }

    @OnOpen
    Uni<Void> opened(WebSocketConnection connection, @PathParam String key) {
        return Uni.createFrom().completionStage(door.enter(connection, key));
    }

    @OnTextMessage
    Uni<Void> text(WebSocketConnection connection, String text) {
        Session session = connection.userData().get(Door.SESSION);
        if (session == null) {
            return Uni.createFrom().voidItem(); // it was refused, and is being closed
        }
        return Uni.createFrom().completionStage(session.handle(text));
    }

    @OnBinaryMessage
    Uni<Void> binary(WebSocketConnection connection, Buffer message) {
        return connection.close(Closings.BINARY);
    }

    @OnClose
    Uni<Void> closed(WebSocketConnection connection) {
        return Uni.createFrom().completionStage(door.leave(connection));
    }

    @OnError
    Uni<Void> failed(WebSocketConnection connection, Throwable failure) {
        return Closings.of(connection, failure);
    }
}
