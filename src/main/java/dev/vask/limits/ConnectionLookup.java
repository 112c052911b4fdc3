package dev.vask.limits;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the network connection of a request: where Vert.x keeps it, which is not part of its API, or else by the bytes that are being
 * read while the first request of a connection is handled.
 */
@Singleton
public final class ConnectionLookup {

    private final Map<HttpConnection, ChannelHandlerContext> found = new ConcurrentHashMap<>();
    private final ConnectionTimeouts timeouts;
    private final boolean direct;

    ConnectionLookup(LimitsConfig config, ConnectionTimeouts timeouts) {
        this.timeouts = timeouts;
        this.direct = config.directWrites();
    }

    /** Whether internals of Vert.x and Netty may be used ({@code vask.edge.direct-writes}). */
    public boolean isDirect() {
        return direct;
    }

    /** The context of Vert.x's handler in the pipeline of the connection, null if not found. Call it on its event loop. */
    public @Nullable ChannelHandlerContext find(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (direct && connection instanceof ConnectionBase base) {
            return base.channelHandlerContext();
        }
        ChannelHandlerContext known = found.get(connection);
        return known == null ? findReading(connection) : known;
    }

    private @Nullable ChannelHandlerContext findReading(HttpConnection connection) {
        ChannelHandlerContext reading = timeouts.reading();
        ChannelHandlerContext vertx =
                reading == null ? null : reading.pipeline().lastContext();
        if (vertx != null) {
            found.put(connection, vertx);
            vertx.channel().closeFuture().addListener(closed -> found.remove(connection));
        }
        return vertx;
    }
}
