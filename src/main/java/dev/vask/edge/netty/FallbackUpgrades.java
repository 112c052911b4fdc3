package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.ConnectionAdmission;
import dev.vask.edge.EdgeRole;
import dev.vask.edge.FrameLimits;
import dev.vask.edge.Upgrades;
import dev.vask.http.ContextExecutor;
import dev.vask.limits.ConnectionLookup;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades handshakes whose network connection must not be used or is not known, and those for unknown paths. Vert.x responds and hands
 * over the bare connection ({@link HttpServerRequest#toNetSocket}), whose frames pass a {@link FallbackChannel} with the same handlers as
 * on all other connections. So the limits and close codes are the same.
 */
@Singleton
class FallbackUpgrades implements Upgrades {

    private static final Logger LOG = Logger.getLogger(FallbackUpgrades.class);

    private final Vertx vertx;
    private final EdgeRole role;
    private final ConnectionLookup lookup;
    private final Flushers flushers;
    private final FrameLimits limits;
    private final ConnectionAdmission admission;
    private final HandshakeAccept accept = new HandshakeAccept();
    private final AtomicBoolean warned = new AtomicBoolean();

    FallbackUpgrades(
            Vertx vertx,
            EdgeRole role,
            ConnectionLookup lookup,
            Flushers flushers,
            FrameLimits limits,
            ConnectionAdmission admission) {
        this.vertx = vertx;
        this.role = role;
        this.lookup = lookup;
        this.flushers = flushers;
        this.limits = limits;
        this.admission = admission;
    }

    @Override
    public void upgrade(RoutingContext routing, BiConsumer<ClientConnection, ScheduledExecutorService> opened) {
        HttpServerRequest request = routing.request();
        ChannelHandlerContext http = lookup.find(request);
        warnUnlessKnown(http);
        String subprotocol = request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        MultiMap headers = request.response().headers();
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(
                HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                accept.value(request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
        if (subprotocol != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        Executor context = ContextExecutor.current();
        EarlyFrames early = EarlyFrames.addTo(http);
        request.toNetSocket()
                .onSuccess(socket -> {
                    EventLoop loop = loop();
                    ChannelHandlerContext above =
                            FallbackChannel.open(socket, http == null ? null : http.channel(), loop);
                    ClientConnection connection = add(
                            above,
                            loop,
                            flushers.of(loop),
                            limits,
                            client -> new ClientReceiver(client, context, above, admission::leave));
                    if (early.end(http)) {
                        connection.close(FrameHandler.EARLY_FRAMES);
                    }
                    context.execute(() -> opened.accept(connection, loop));
                })
                .onFailure(routing::fail);
    }

    private void warnUnlessKnown(@Nullable ChannelHandlerContext http) {
        if (lookup.isDirect() && role.serves() && !DirectUpgrades.isKnown(http) && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "WebSocket connections are served through the API of Vert.x only, which is slower: the pipeline of a"
                            + " connection is not known");
        }
    }

    /** Adds the handlers for frames to a {@link FallbackChannel}. */
    static ClientConnection add(
            ChannelHandlerContext above,
            EventLoop loop,
            Flusher flusher,
            FrameLimits limits,
            Function<ClientConnection, MessageReceiver> receiver) {
        ChannelPipeline pipeline = above.pipeline();
        pipeline.addBefore(loop, above.name(), "vask-encoder", new WebSocket13FrameEncoder(false));
        ChannelHandlerContext encoder = pipeline.context("vask-encoder");
        NettyTransport transport = new NettyTransport(above, encoder, null, flusher);
        FrameHandler frames = new FrameHandler(above, transport, limits, receiver);
        pipeline.addBefore(loop, encoder.name(), "vask-transport", transport);
        pipeline.addBefore(loop, above.name(), "vask-decoder", frames.decoder());
        pipeline.addBefore(loop, above.name(), "vask-utf8", new Utf8FrameValidator(false));
        pipeline.addBefore(loop, above.name(), "vask-frames", frames);
        return frames.connection();
    }

    @SuppressWarnings("deprecation") // in Vert.x 5 the event loops are not part of the API
    private EventLoop loop() {
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            if (loop.inEventLoop() && loop instanceof EventLoop it) {
                return it;
            }
        }
        throw new IllegalStateException("not on an event loop");
    }

    /** Discards everything behind the handshake until the response is written, for which a client must wait (RFC 6455, 4.1). */
    private static final class EarlyFrames extends ChannelInboundHandlerAdapter {

        private static final String NAME = "vask-early-frames";

        private boolean received;

        /** Starts to discard, if the context of Vert.x's handler is known. */
        static EarlyFrames addTo(@Nullable ChannelHandlerContext http) {
            EarlyFrames early = new EarlyFrames();
            if (http != null) {
                http.pipeline().addBefore(http.name(), NAME, early);
            }
            return early;
        }

        /** Discards nothing from here on. Returns whether something was discarded. */
        boolean end(@Nullable ChannelHandlerContext http) {
            if (http != null) {
                http.pipeline().remove(NAME);
            }
            return received;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpContent) {
                context.fireChannelRead(message);
            } else {
                received = true;
                ReferenceCountUtil.release(message);
            }
        }
    }
}
