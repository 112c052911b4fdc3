package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.NetworkConnections;
import dev.vask.limits.ConnectionLookup;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Finds the connections to which {@link WebSocketUpgrades} has added its handlers. */
@Singleton
class NettyConnections implements NetworkConnections {

    private static final UserData.TypedKey<ChannelHandlerContext> CHANNEL = new UserData.TypedKey<>("vask.channel");

    private final ConnectionLookup lookup;
    private final Vertx vertx;

    NettyConnections(ConnectionLookup lookup, Vertx vertx) {
        this.lookup = lookup;
        this.vertx = vertx;
    }

    @Override
    public void upgrading(HttpUpgradeContext upgrade) {
        ChannelHandlerContext channel = lookup.find(upgrade.httpRequest());
        if (channel != null) {
            upgrade.userData().put(CHANNEL, channel);
        }
    }

    @Override
    public @Nullable ClientConnection find(WebSocketConnection socket) {
        ChannelHandlerContext channel = socket.userData().get(CHANNEL);
        FrameHandler frames = channel == null ? null : channel.pipeline().get(FrameHandler.class);
        return frames == null ? null : frames.connection();
    }

    @Override
    @SuppressWarnings("deprecation") // in Vert.x 5 the event loops are not part of the API
    public ScheduledExecutorService loop() {
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("not on an event loop");
    }
}
