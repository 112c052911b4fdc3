package dev.vask.edge;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/** Turns a request that reached the router into a WebSocket, without WebSockets Next. */
public interface Upgrades {

    /**
     * Accepts a valid handshake, with the sub-protocol that the request has, if any.
     *
     * @param opened called with the new connection and its event loop, on that loop
     */
    void upgrade(RoutingContext context, BiConsumer<ClientConnection, ScheduledExecutorService> opened);
}
