package dev.vask.edge.netty;

import dev.vask.edge.FrameLimits;
import dev.vask.http.RouteOrder;
import dev.vask.limits.ConnectionLookup;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Adds a {@link FrameHandler} to each connection that becomes a WebSocket, on all paths and in all roles: after the handshake
 * response and before a frame is read. It depends on how Vert.x and Netty build the pipeline of a WebSocket. A connection whose pipeline
 * is different is served without the handler.
 */
@Singleton
class WebSocketUpgrades {

    private static final String NAME = "vask-frames";

    private static final Logger LOG = Logger.getLogger(WebSocketUpgrades.class);

    private final ConnectionLookup lookup;
    private final Flushers flushers;
    private final FrameLimits limits;
    private final AtomicBoolean warned = new AtomicBoolean();

    WebSocketUpgrades(ConnectionLookup lookup, Flushers flushers, FrameLimits limits) {
        this.lookup = lookup;
        this.flushers = flushers;
        this.limits = limits;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.WEBSOCKET_PIPELINE.number()).handler(this::prepare);
    }

    private void prepare(RoutingContext context) {
        MultiMap headers = context.request().headers();
        if (headers.contains(HttpHeaderNames.UPGRADE) || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            ChannelHandlerContext vertx = lookup.find(context.request());
            if (vertx == null) {
                warn("the network connection of a request was not found");
            } else {
                prepare(vertx);
            }
        }
        context.next();
    }

    /** Adds the handlers when the handshake response is written. */
    void prepare(ChannelHandlerContext vertx) {
        ChannelPipeline pipeline = vertx.pipeline();
        if (pipeline.get(HttpRequestDecoder.class) != null && pipeline.get(NAME) == null) {
            pipeline.addBefore(vertx.name(), NAME, new Upgrade(vertx));
        }
    }

    private void warn(String reason) {
        if (warned.compareAndSet(false, true)) {
            LOG.warnf(
                    "WebSocket connections are served through the API of WebSockets Next only, which is slower: %s",
                    reason);
        }
    }

    /** Waits for the handshake response. */
    private final class Upgrade extends ChannelDuplexHandler {

        private final ChannelHandlerContext vertx;
        private boolean receivedEarly;

        Upgrade(ChannelHandlerContext vertx) {
            this.vertx = vertx;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.write(message, promise);
            if (message instanceof HttpResponse response
                    && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                complete(context);
            }
        }

        private void complete(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandlerContext decoder = pipeline.context(WebSocket08FrameDecoder.class);
            ChannelHandlerContext encoder = pipeline.context(WebSocket13FrameEncoder.class);
            if (decoder == null || encoder == null) {
                warn("the pipeline of a connection is not known");
                pipeline.remove(this);
                return;
            }
            DirectSocket socket = lookup.isDirect() ? DirectSocket.of(context) : null;
            NettyTransport transport = new NettyTransport(
                    vertx, encoder, socket, flushers.of(context.channel().eventLoop()));
            FrameHandler handler = new FrameHandler(vertx, transport, limits);
            pipeline.addBefore(decoder.name(), "vask-transport", transport);
            pipeline.addAfter(decoder.name(), "vask-utf8", new Utf8FrameValidator(false));
            pipeline.replace(decoder.handler(), decoder.name(), handler.decoder());
            pipeline.replace(this, NAME, handler);
            if (receivedEarly) {
                handler.connection().close(FrameHandler.EARLY_FRAMES);
            }
        }

        /** A client must wait for the handshake response (RFC 6455, 4.1). */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame frame) {
                receivedEarly = true;
                frame.release();
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
