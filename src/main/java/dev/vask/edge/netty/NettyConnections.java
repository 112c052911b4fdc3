package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.NetworkConnections;
import dev.vask.http.ContextExecutor;
import dev.vask.limits.ConnectionLookup;
import io.netty.channel.ChannelHandlerContext;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds the connections to which {@link WebSocketUpgrades} adds its handlers. */
@Singleton
class NettyConnections implements NetworkConnections {

    private static final UserData.TypedKey<ChannelHandlerContext> VERTX = new UserData.TypedKey<>("vask.vertx");

    private final ConnectionLookup lookup;
    private final WebSocketUpgrades upgrades;

    NettyConnections(ConnectionLookup lookup, WebSocketUpgrades upgrades) {
        this.lookup = lookup;
        this.upgrades = upgrades;
    }

    @Override
    public boolean prepare(HttpServerRequest request) {
        ChannelHandlerContext vertx = lookup.isDirect() ? lookup.find(request) : null;
        return vertx != null && DirectUpgrades.isKnown(vertx) && upgrades.prepare(vertx, ContextExecutor.current());
    }

    @Override
    public void upgrading(HttpUpgradeContext upgrade) {
        ChannelHandlerContext vertx = lookup.find(upgrade.httpRequest());
        if (vertx != null) {
            upgrade.userData().put(VERTX, vertx);
        }
    }

    @Override
    public void opened(WebSocketConnection socket, BiConsumer<ClientConnection, ScheduledExecutorService> first) {
        @Nullable ChannelHandlerContext vertx = socket.userData().get(VERTX);
        FrameHandler frames = vertx == null ? null : vertx.pipeline().get(FrameHandler.class);
        if (vertx != null && frames != null) {
            first.accept(frames.connection(), vertx.channel().eventLoop());
            frames.resume();
        }
    }
}
