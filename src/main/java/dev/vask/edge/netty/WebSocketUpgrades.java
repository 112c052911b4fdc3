package dev.vask.edge.netty;

import dev.vask.edge.FrameLimits;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Adds a {@link FrameHandler} below the WebSocket of Vert.x, after the handshake response and before a frame is read. It depends on how
 * Vert.x and Netty build the pipeline of a WebSocket. The first connection whose pipeline is different is closed, because it would have no
 * limits; no other is prepared then.
 */
@Singleton
class WebSocketUpgrades {

    private static final String NAME = "vask-frames";

    private static final Logger LOG = Logger.getLogger(WebSocketUpgrades.class);

    private final Flushers flushers;
    private final FrameLimits limits;
    private volatile boolean known = true;

    WebSocketUpgrades(Flushers flushers, FrameLimits limits) {
        this.flushers = flushers;
        this.limits = limits;
    }

    /**
     * Adds the handlers when the handshake response is written. They read nothing until {@link FrameHandler#resume}. Returns false if the
     * pipeline would not be known then.
     *
     * @param vertx        the context of Vert.x's handler
     * @param vertxContext runs a task at once
     */
    boolean prepare(ChannelHandlerContext vertx, Executor vertxContext) {
        ChannelPipeline pipeline = vertx.pipeline();
        if (known && pipeline.get(NAME) == null) {
            pipeline.addBefore(vertx.name(), NAME, new Upgrade(vertx, vertxContext));
        }
        return known;
    }

    /** Waits for the handshake response. */
    private final class Upgrade extends ChannelDuplexHandler {

        private final ChannelHandlerContext vertx;
        private final Executor vertxContext;
        private boolean receivedEarly;

        Upgrade(ChannelHandlerContext vertx, Executor vertxContext) {
            this.vertx = vertx;
            this.vertxContext = vertxContext;
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
                known = false;
                LOG.error(
                        "Closed a connection, because the pipeline of its WebSocket is not known. WebSockets that are not"
                                + " upgraded directly are served through the API of Vert.x only, which is slower.");
                context.close();
                return;
            }
            NettyTransport transport = new NettyTransport(
                    vertx,
                    encoder,
                    DirectSocket.of(context),
                    flushers.of(context.channel().eventLoop()));
            FrameHandler frames = new FrameHandler(
                    vertx,
                    transport,
                    limits,
                    // WebSockets Next reports the end
                    client -> new ClientReceiver(client, vertxContext, vertx, ended -> {}));
            frames.pause();
            pipeline.addBefore(decoder.name(), "vask-transport", transport);
            pipeline.addAfter(decoder.name(), "vask-utf8", new Utf8FrameValidator(false));
            pipeline.replace(decoder.handler(), decoder.name(), frames.decoder());
            pipeline.replace(this, NAME, frames);
            if (receivedEarly) {
                frames.connection().close(FrameHandler.EARLY_FRAMES);
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
