package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The short way to the client, below WebSockets Next: ready-made frames go straight to the connection, past Vert.x and past the
 * frame encoder, once per pass of the event loop. The one class that knows how WebSockets Next, Vert.x and Netty are built there;
 * where they are built otherwise, {@link #open} finds nothing and {@link TextWire} serves.
 *
 * <p>A client that keeps up has nothing queued. Its frames are held here, by reference, and the next flush offers them to the
 * operating system in one call. What that does not take, and whatever is sent over TLS or without native sockets, goes into
 * Netty's queue; so does all that follows, until the queue is empty.
 */
final class NettyWire extends ChannelOutboundHandlerAdapter implements Wire {

    private final ChannelHandlerContext beforeEncoder;
    private final @Nullable Socket socket;
    private final Flusher flusher;
    private @Nullable Frame held;
    private List<Frame> alsoHeld = List.of();
    private long heldBytes;
    private boolean touched;
    private boolean perhapsQueued;

    private NettyWire(ChannelHandlerContext beforeEncoder, Flusher flusher) {
        this.beforeEncoder = beforeEncoder;
        this.socket = socket(beforeEncoder);
        this.flusher = flusher;
    }

    private static @Nullable Socket socket(ChannelHandlerContext context) {
        return context.channel() instanceof UnixChannel channel
                        && channel.fd() instanceof Socket socket
                        && context.pipeline().get(SslHandler.class) == null
                ? socket
                : null;
    }

    /** The connection under a request that is about to become a WebSocket, if it is of the kind we know. */
    static Optional<ChannelHandlerContext> under(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.of(connection.channelHandlerContext())
                : Optional.empty();
    }

    /** The wire of an open WebSocket, on its event loop; none if its pipeline is built otherwise. */
    static Optional<NettyWire> open(ChannelHandlerContext connection, Flusher flusher) {
        ChannelPipeline pipeline = connection.pipeline();
        ChannelHandlerContext encoder = pipeline.context(WebSocket13FrameEncoder.class);
        ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
        if (encoder == null || decoder == null) {
            return Optional.empty();
        }
        NettyWire wire = new NettyWire(encoder, flusher);
        pipeline.addBefore(decoder.name(), "vask-wire", wire);
        return Optional.of(wire);
    }

    @Override
    public void send(Frame frame) {
        if (socket == null || queued() > 0) {
            beforeEncoder.write(flusher.encoded(frame, beforeEncoder).retainedDuplicate(), beforeEncoder.voidPromise());
        } else {
            hold(frame);
        }
        flusher.touched(this);
    }

    private void hold(Frame frame) {
        if (held == null) {
            held = frame;
        } else {
            if (alsoHeld.isEmpty()) {
                alsoHeld = new ArrayList<>();
            }
            alsoHeld.add(frame);
        }
        heldBytes += frame.wire().length;
    }

    /** What was held, in one piece, which the flusher owns; it is held no more. */
    private ByteBuf letGo(Frame first) {
        ByteBuf frames = flusher.encoded(first, alsoHeld, beforeEncoder);
        held = null;
        alsoHeld = List.of();
        heldBytes = 0;
        return frames;
    }

    /** Notes that there is something to flush; false if that was known. */
    boolean markTouched() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void flush() {
        touched = false;
        Frame first = held;
        if (first != null) {
            ByteBuf frames = letGo(first);
            int taken = offer(frames);
            if (taken == frames.readableBytes()) {
                return;
            }
            ByteBuf rest = frames.retainedSlice(frames.readerIndex() + taken, frames.readableBytes() - taken);
            beforeEncoder.write(rest, beforeEncoder.voidPromise());
        }
        beforeEncoder.flush();
    }

    /** Bytes that the operating system took. A connection that is broken takes none, and Netty, asked next, deals with it. */
    private int offer(ByteBuf frames) {
        if (socket == null || !socket.isOpen()) {
            return 0;
        }
        try {
            return socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
        } catch (IOException e) {
            return 0;
        }
    }

    /** What others write, such as pongs and the close frame, comes after what was held before it. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        perhapsQueued = true;
        if (held != null) {
            context.write(letGo(held).retainedDuplicate());
        }
        context.write(message, promise);
    }

    @Override
    public long owed() {
        return heldBytes + queued();
    }

    /** Bytes in Netty's queue, to which five objects lead, far apart in memory: looked into only if something may be there. */
    private long queued() {
        if (!perhapsQueued) {
            return 0;
        }
        ChannelOutboundBuffer buffer = beforeEncoder.channel().unsafe().outboundBuffer();
        long bytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        perhapsQueued = bytes > 0;
        return bytes;
    }
}
