package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The direct path to the client, below WebSockets Next: encoded frames go to the connection without Vert.x and the frame encoder,
 * once per pass of the event loop. Only this class depends on the pipelines that WebSockets Next, Vert.x and Netty build. If a
 * pipeline is different, {@link #open} returns nothing, and {@link WebSocketsNextTransport} is used.
 *
 * <p>A client that keeps up has nothing queued. Its frames are kept here by reference, and the next flush offers them to the
 * operating system in one call. The rest, and all data over TLS, goes to Netty's queue, and so do all
 * later frames until that queue is empty.
 */
final class NettyTransport extends ChannelOutboundHandlerAdapter implements Transport {

    private final ChannelHandlerContext beforeEncoder;
    private final @Nullable DirectSocket socket;
    private final Flusher flusher;
    private @Nullable Frame held;
    private List<Frame> alsoHeld = List.of();
    private long heldBytes;
    private boolean dirty;
    private boolean perhapsQueued;

    private NettyTransport(ChannelHandlerContext beforeEncoder, Flusher flusher) {
        this.beforeEncoder = beforeEncoder;
        this.socket = DirectSocket.of(beforeEncoder);
        this.flusher = flusher;
    }

    /** Finds the connection of a request that is about to be upgraded, if its pipeline is known. */
    static Optional<ChannelHandlerContext> under(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.of(connection.channelHandlerContext())
                : Optional.empty();
    }

    /** Creates the transport of an open WebSocket, on its event loop; empty if its pipeline is not known. */
    static Optional<NettyTransport> open(ChannelHandlerContext connection, Flusher flusher) {
        ChannelPipeline pipeline = connection.pipeline();
        ChannelHandlerContext encoder = pipeline.context(WebSocket13FrameEncoder.class);
        ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
        if (encoder == null || decoder == null) {
            return Optional.empty();
        }
        NettyTransport transport = new NettyTransport(encoder, flusher);
        pipeline.addBefore(decoder.name(), "vask-transport", transport);
        return Optional.of(transport);
    }

    @Override
    public void send(Frame frame) {
        if (socket == null || queued() > 0) {
            beforeEncoder.write(flusher.encoded(frame, beforeEncoder).retainedDuplicate(), beforeEncoder.voidPromise());
        } else {
            hold(frame);
        }
        flusher.dirty(this);
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
        heldBytes += frame.bytes().length;
    }

    /** Removes the frames that are held and returns them in one buffer, which the flusher owns. */
    private ByteBuf takeHeld(Frame first) {
        ByteBuf frames = flusher.encoded(first, alsoHeld, beforeEncoder);
        held = null;
        alsoHeld = List.of();
        heldBytes = 0;
        return frames;
    }

    /** Marks the transport for the next flush. Returns false if it is marked. */
    boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    void flush() {
        dirty = false;
        Frame first = held;
        if (first != null) {
            ByteBuf frames = takeHeld(first);
            int taken = offer(frames);
            if (taken == frames.readableBytes()) {
                return;
            }
            ByteBuf rest = frames.retainedSlice(frames.readerIndex() + taken, frames.readableBytes() - taken);
            beforeEncoder.write(rest, beforeEncoder.voidPromise());
        }
        beforeEncoder.flush();
    }

    /**
     * Offers frames to the operating system and returns the bytes it accepted. A broken connection accepts none; Netty, which gets
     * the rest, then handles the failure.
     */
    private int offer(ByteBuf frames) {
        if (socket == null) {
            return 0;
        }
        try {
            return socket.write(frames);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Frames of other writers, such as pongs and close frames, are sent after those that are held. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        perhapsQueued = true;
        if (held != null) {
            context.write(takeHeld(held).retainedDuplicate());
        }
        context.write(message, promise);
    }

    @Override
    public long pendingBytes() {
        return heldBytes + queued();
    }

    /**
     * Bytes in Netty's queue. The queue is read only if something can be in it, because the read touches five objects far apart in
     * memory.
     */
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
