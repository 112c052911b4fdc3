package dev.vask.edge;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket endpoint: the start and the end of connections. {@link NetworkConnections} reads their frames below WebSockets Next, which
 * would pass on complete messages only. It therefore needs no queue of messages, which takes a kilobyte per connection.
 */
@WebSocket(path = "/app/{" + UpgradedClients.KEY + "}", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
class PusherEndpoint {

    private static final UserData.TypedKey<ClientConnection> CONNECTION = new UserData.TypedKey<>("vask.connection");
    private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();
    private static final CloseReason FAILED = new CloseReason(1011, "Internal error."); // (RFC 6455, 7.4.1)

    private static final Logger LOG = Logger.getLogger(PusherEndpoint.class);

    private final NetworkConnections network;
    private final ConnectionAdmission admission;

    PusherEndpoint(NetworkConnections network, ConnectionAdmission admission) {
        this.network = network;
        this.admission = admission;
    }

    @OnOpen
    Uni<Void> opened(WebSocketConnection socket) {
        UserData data = socket.userData();
        network.opened(socket, (connection, loop) -> {
            data.put(CONNECTION, connection);
            admission.enter(connection, data.get(UpgradeHandler.CLIENT), loop, false);
        });
        return NOTHING;
    }

    @OnClose
    Uni<Void> closed(WebSocketConnection socket) {
        @Nullable ClientConnection connection = socket.userData().get(CONNECTION);
        if (connection != null) {
            admission.leave(connection);
        }
        return NOTHING;
    }

    @OnError
    Uni<Void> failed(WebSocketConnection socket, Throwable failure) {
        if (socket.isClosed() || failure instanceof HttpClosedException || failure instanceof IOException) {
            return NOTHING; // already closed
        }
        LOG.errorf(failure, "A connection failed");
        return socket.close(FAILED);
    }
}
