package dev.vask.edge;

import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Gives access to the network connections below WebSockets Next. */
public interface NetworkConnections {

    /** Notes the network connection of a request that is about to be upgraded. */
    void upgrading(HttpUpgradeContext upgrade);

    /** The connection of an open WebSocket, null if its network connection is not known. Call it on its event loop. */
    @Nullable
    ClientConnection find(WebSocketConnection socket);

    /** The event loop of the current thread. */
    ScheduledExecutorService loop();
}
