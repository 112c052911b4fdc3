package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.EdgeFixture;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** The pipeline of an open WebSocket, with a handler in place of Vert.x's. */
final class WebSocketPipeline {

    final ClientChannel channel = new ClientChannel();
    final List<String> messages = new ArrayList<>();
    final NettyTransport transport;
    final FrameHandler frames;
    final ClientConnection connection;

    /** @param direct whether the socket of the connection is known */
    WebSocketPipeline(EdgeFixture edge, Flusher flusher, boolean direct) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("encoder", new WebSocket13FrameEncoder(false)).addLast("vertx", new VertxStandIn());
        ChannelHandlerContext vertx = pipeline.context("vertx");
        transport = new NettyTransport(vertx, pipeline.context("encoder"), direct ? channel.socket() : null, flusher);
        frames = new FrameHandler(vertx, transport, edge.limits());
        connection = frames.connection();
        pipeline.addFirst("utf8", new Utf8FrameValidator(false))
                .addFirst("decoder", frames.decoder())
                .addFirst("transport", transport)
                .addBefore("vertx", "frames", frames);
    }

    static WebSocketPipeline of(EdgeFixture edge) {
        ClientChannel any = new ClientChannel();
        return new WebSocketPipeline(
                edge, new Flusher(any.eventLoop(), edge.meters().meters()), true);
    }

    /** Answers close frames as Vert.x does, and collects messages. */
    private final class VertxStandIn extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof CloseWebSocketFrame close) {
                context.writeAndFlush(new CloseWebSocketFrame(close.statusCode(), "Echo."));
            } else if (message instanceof TextWebSocketFrame text) {
                messages.add(text.text());
            }
            ReferenceCountUtil.release(message);
        }
    }
}
