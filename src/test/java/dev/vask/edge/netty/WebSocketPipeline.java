package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.EdgeFixture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.util.ArrayList;
import java.util.List;

/** The pipeline of an open WebSocket, with a receiver that collects messages. */
final class WebSocketPipeline {

    final ClientChannel channel = new ClientChannel();
    final List<String> messages = new ArrayList<>();
    final NettyTransport transport;
    final FrameHandler frames;
    final ClientConnection connection;

    /** @param direct whether the socket of the connection is known */
    WebSocketPipeline(EdgeFixture edge, Flusher flusher, boolean direct) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("encoder", new WebSocket13FrameEncoder(false))
                .addLast("vertx", new ChannelInboundHandlerAdapter());
        ChannelHandlerContext vertx = pipeline.context("vertx");
        transport = new NettyTransport(vertx, pipeline.context("encoder"), direct ? channel.socket() : null, flusher);
        frames = new FrameHandler(
                vertx, transport, edge.limits(), client -> new TestReceiver(vertx, messages, () -> {}));
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
}
