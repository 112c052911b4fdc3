package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;

/**
 * The short way to the client, below WebSockets Next: ready-made frames go straight into the connection's Netty channel, past
 * Vert.x and past the frame encoder, and are flushed once per pass of the event loop. The one class that knows how WebSockets
 * Next and Vert.x build their pipeline; where they build it otherwise, {@link #open} finds nothing and {@link TextWire} serves.
 */
final class NettyWire extends ChannelInboundHandlerAdapter implements Wire {

    private static final int LARGEST_MESSAGE = 65_536; // (5.2.3)

    private final ChannelHandlerContext beforeEncoder;
    private final Flusher flusher;
    private final Violations violations = new Violations();
    private final Pace pace;
    private boolean touched;
    private long heardAt = System.nanoTime();

    private NettyWire(ChannelHandlerContext beforeEncoder, Flusher flusher) {
        this.beforeEncoder = beforeEncoder;
        this.pace = new Pace(beforeEncoder.channel());
        this.flusher = flusher;
    }

    /** The connection under a request that is about to become a WebSocket, if it is of the kind we know. */
    static Optional<ChannelHandlerContext> under(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.of(connection.channelHandlerContext())
                : Optional.empty();
    }

    /** The wire of an open WebSocket, on its event loop. Incoming frames are held to RFC 6455 from here on. */
    static Optional<NettyWire> open(ChannelHandlerContext connection, Flusher flusher) {
        ChannelPipeline pipeline = connection.pipeline();
        ChannelHandlerContext encoder = pipeline.context(WebSocket13FrameEncoder.class);
        ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
        if (encoder == null || decoder == null) {
            return Optional.empty();
        }
        NettyWire wire = new NettyWire(encoder, flusher);
        pipeline.addBefore(decoder.name(), "vask-heard", wire);
        pipeline.addAfter(decoder.name(), "vask-pace", wire.pace);
        pipeline.addAfter(decoder.name(), "vask-violations", wire.violations);
        pipeline.addAfter(decoder.name(), "vask-whole", new WebSocketFrameAggregator(LARGEST_MESSAGE));
        pipeline.addAfter(decoder.name(), "vask-utf8", new Utf8FrameValidator(false));
        return Optional.of(wire);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heardAt = System.nanoTime();
        context.fireChannelRead(message);
    }

    @Override
    public void heard() {
        // It was seen before it was a message.
    }

    @Override
    public void handled() {
        pace.handled();
    }

    @Override
    public void send(Frame frame) {
        if (violations.happened()) {
            return;
        }
        beforeEncoder.write(flusher.encoded(frame, beforeEncoder.alloc()), beforeEncoder.voidPromise());
        flusher.touched(this);
    }

    /** Notes that there is something to flush; false if that was known. */
    boolean markTouched() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void flush() {
        touched = false;
        beforeEncoder.flush();
    }

    @Override
    public long owed() {
        ChannelOutboundBuffer buffer = beforeEncoder.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public long heardAt() {
        return heardAt;
    }

    @Override
    public void cut() {
        beforeEncoder.close(); // from below Vert.x, which would say another word
    }
}
