package dev.vask.edge.netty;

import dev.vask.edge.Transport;
import dev.vask.edge.TransportKind;
import dev.vask.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes encoded frames to the network connection without the frame encoder, once per pass of the event loop.
 *
 * <p>A client that keeps up has nothing queued. Its frames are kept here by reference, and the next flush offers them to the
 * operating system in one call. The rest, and all data where there is no {@link DirectSocket}, goes to Netty's queue, and so do all
 * later frames until that queue is empty.
 */
final class NettyTransport extends ChannelOutboundHandlerAdapter implements Transport {

    private final ChannelHandlerContext above;
    private final ChannelHandlerContext beforeEncoder;
    private final @Nullable DirectSocket socket;
    private final Flusher flusher;
    private @Nullable Frame held;
    private List<Frame> alsoHeld = List.of();
    private long heldBytes;
    private boolean dirty;
    private boolean perhapsQueued = true; // the handshake response

    /**
     * Creates the transport of one connection. It must be in the pipeline before the encoder.
     *
     * @param above         the context of the handler behind the {@link FrameHandler}
     * @param beforeEncoder the context of the encoder of WebSocket frames
     * @param socket        null if everything has to go through Netty's queue
     */
    NettyTransport(
            ChannelHandlerContext above,
            ChannelHandlerContext beforeEncoder,
            @Nullable DirectSocket socket,
            Flusher flusher) {
        this.above = above;
        this.beforeEncoder = beforeEncoder;
        this.socket = socket;
        this.flusher = flusher;
    }

    @Override
    public TransportKind kind() {
        if (above.channel() instanceof FallbackChannel) {
            return TransportKind.FALLBACK;
        }
        return socket == null ? TransportKind.NETTY : TransportKind.DIRECT;
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

    @Override
    public void ping() {
        above.writeAndFlush(new PingWebSocketFrame());
    }

    @Override
    public void close(int code, String reason) {
        above.writeAndFlush(new CloseWebSocketFrame(code, reason));
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

    /** Flushes what was written past this transport, with the next flush of the event loop. */
    void flushLater() {
        flusher.dirty(this);
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
