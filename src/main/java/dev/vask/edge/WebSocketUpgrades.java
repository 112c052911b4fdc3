package dev.vask.edge;

import dev.vask.http.RouteOrder;
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
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.MultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Adds a {@link FrameHandler} to each connection that becomes a WebSocket, on all paths and in all roles: after the handshake
 * response and before a frame is read. Like {@link NettyTransport}, it depends on how Vert.x and Netty build the pipeline of a
 * WebSocket.
 */
@Singleton
class WebSocketUpgrades {

    private static final String NAME = "vask-frames";

    private final FrameLimits limits;

    WebSocketUpgrades(FrameLimits limits) {
        this.limits = limits;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.WEBSOCKET_PIPELINE.number()).handler(this::prepare);
    }

    private void prepare(RoutingContext context) {
        MultiMap headers = context.request().headers();
        if ((headers.contains(HttpHeaderNames.UPGRADE) || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY))
                && context.request().connection() instanceof ConnectionBase connection) {
            prepare(connection.channelHandlerContext());
        }
        context.next();
    }

    private void prepare(ChannelHandlerContext vertx) {
        ChannelPipeline pipeline = vertx.pipeline();
        if (pipeline.get(HttpRequestDecoder.class) != null && pipeline.get(NAME) == null) {
            pipeline.addBefore(vertx.name(), NAME, new Upgrade(vertx, limits));
        }
    }

    /** Waits for the handshake response. */
    private static final class Upgrade extends ChannelDuplexHandler {

        private final ChannelHandlerContext vertx;
        private final FrameLimits limits;
        private boolean hasty;

        Upgrade(ChannelHandlerContext vertx, FrameLimits limits) {
            this.vertx = vertx;
            this.limits = limits;
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
            if (decoder == null) {
                context.close(); // a WebSocket version whose frames cannot be limited
                return;
            }
            FrameHandler handler = new FrameHandler(vertx, limits);
            pipeline.addAfter(decoder.name(), "vask-utf8", new Utf8FrameValidator(false));
            pipeline.replace(decoder.handler(), decoder.name(), handler.decoder());
            pipeline.replace(this, NAME, handler);
            if (hasty) {
                handler.close(
                        WebSocketCloseStatus.PROTOCOL_ERROR.code(),
                        "received frames before the handshake response was sent");
            }
        }

        /** A client must wait for the handshake response (RFC 6455, 4.1). */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame frame) {
                hasty = true;
                frame.release();
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
