package dev.vask.edge;

import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/** Gives access to the network connections below WebSockets Next. Call each method on the event loop of the connection. */
public interface NetworkConnections {

    /**
     * Prepares the network connection of a valid handshake, before WebSockets Next accepts it.
     *
     * @return false if the network connection must not be used or is not known; then WebSockets Next must not get the request
     */
    boolean prepare(HttpServerRequest request);

    /** Stores the network connection of a prepared request that is about to be upgraded. */
    void upgrading(HttpUpgradeContext upgrade);

    /**
     * Begins to read the frames of an open WebSocket, unless its network connection has ended.
     *
     * @param first called before the first frame is read, with the connection and its event loop
     */
    void opened(WebSocketConnection socket, BiConsumer<ClientConnection, ScheduledExecutorService> first);
}
