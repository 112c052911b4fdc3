package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.FrameLimits;
import dev.vask.edge.FrameRate;
import dev.vask.meters.Bound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one connection within its limits (section 14). Above the rate of frames, and while too many commands wait, it
 * neither reads nor decodes, so TCP slows the client down. A message must be complete within a time limit, and its bytes count
 * against the budget of the process. When the connection is closing it discards everything except the client's close frame.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {

    /** Two bytes of header, four of mask, 125 of payload. */
    private static final int MAX_CONTROL_FRAME = 131;

    /** After the end, reading stops for good when this many bytes were discarded. */
    private static final int MAX_DISCARDED = 262_144;

    /** A pause that begins later than this after the previous one does not continue it. */
    private static final long CONTINUATION = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = 0;

    private static final WebSocketDecoderConfig RULES = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(FrameLimits.MAX_MESSAGE_BYTES)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .build();

    private final ClientConnection connection;
    private final MessageAssembler assembler;
    private final ChannelHandlerContext above;
    private final FrameLimits limits;
    private final FrameRate rate;
    private boolean decoding;
    private boolean throttled;
    private boolean full;
    private boolean discarding;
    private boolean withinFrame;
    private boolean fragmented;
    private int held;
    private int discarded;
    private long lastReceivedAt;
    private long now;
    private long throttledSince = NEVER;
    private long throttleEnded;
    private long messageBegan = NEVER;
    private @Nullable Future<?> messageTimer;

    /**
     * Creates the decoder of one connection.
     *
     * @param assembler holds the fragments of an incomplete message
     * @param above     the context of the handler behind the {@link FrameHandler}
     */
    FrameDecoder(
            ClientConnection connection, MessageAssembler assembler, ChannelHandlerContext above, FrameLimits limits) {
        super(RULES);
        this.connection = connection;
        this.assembler = assembler;
        this.above = above;
        this.limits = limits;
        this.now = limits.now();
        this.lastReceivedAt = now;
        this.rate = limits.rate(now);
    }

    /** The time of the last bytes from the client, in {@link System#nanoTime}. */
    long lastReceivedAt() {
        return lastReceivedAt;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        now = limits.now();
        lastReceivedAt = now;
        if (!connection.isActive() && message instanceof ByteBuf bytes) {
            discarded += bytes.readableBytes();
            if (discarded > MAX_DISCARDED) {
                read(false);
            }
        }
        decode(context, message);
    }

    private void decode(ChannelHandlerContext context, Object bytes) throws Exception {
        decoding = true;
        try {
            super.channelRead(context, bytes);
        } finally {
            decoding = false;
            account();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (!connection.isActive()) {
            discard(context, in, out);
            return;
        }
        if (isPaused()) {
            return;
        }
        long delay = rate.delay(now);
        if (delay > 0) {
            throttle(delay);
            return;
        }
        int before = out.size();
        int bytes = in.readableBytes();
        super.decode(context, in, out);
        if (out.size() > before) {
            withinFrame = false;
            rate.take(now);
            decoded((WebSocketFrame) out.get(before));
        } else if (in.readableBytes() < bytes) {
            withinFrame = true; // the header of a frame was read, or a part of it
        }
    }

    private void decoded(WebSocketFrame frame) {
        boolean control = frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame
                || frame instanceof CloseWebSocketFrame;
        if (!control) {
            fragmented = !frame.isFinalFragment();
        }
        if (!fragmented) { // otherwise the frame came within a fragmented message, which continues
            messageBegan = NEVER;
        }
    }

    private void discard(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (!discarding) {
            int before = out.size();
            super.decode(context, in, out);
            discarding = out.size() == before && in.readableBytes() > MAX_CONTROL_FRAME;
        }
        if (discarding) {
            in.skipBytes(in.readableBytes());
        }
    }

    /** Netty's implementation requests a read if reading is off, which would undo a pause. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (isPaused()) {
            discardSomeReadBytes();
            context.fireChannelReadComplete();
        } else {
            throttledSince = NEVER;
            super.channelReadComplete(context);
        }
    }

    private boolean isPaused() {
        return throttled || full;
    }

    private void read(boolean read) {
        above.channel().config().setAutoRead(read);
    }

    private void throttle(long delay) {
        throttled = true;
        if (throttledSince == NEVER || now - throttleEnded > CONTINUATION) {
            throttledSince = now;
            limits.reached(Bound.COMMAND_RATE);
        }
        read(false);
        above.executor().schedule(this::throttleEnds, Math.max(delay, limits.pause()), TimeUnit.NANOSECONDS);
    }

    private void throttleEnds() {
        throttled = false;
        if (!connection.isActive()) {
            return;
        }
        now = limits.now();
        throttleEnded = now;
        if (now - throttledSince >= limits.throttleTimeout().toNanos()) {
            connection.close(limits.tooFast());
        } else {
            resume();
        }
    }

    /** Pauses reading while too many commands wait, or while none can be handled yet. */
    void full(boolean is) {
        full = is;
        if (is) {
            read(false);
        } else {
            now = limits.now();
            resume();
        }
    }

    private void resume() {
        if (isPaused()) {
            return;
        }
        if (messageBegan != NEVER) {
            messageBegan = now; // the client did not cause the pause
        }
        decodeRest();
        if (!isPaused()) {
            read(true);
        }
    }

    /** Decodes bytes that were read before and not decoded. */
    private void decodeRest() {
        ChannelHandlerContext context = above.pipeline().context(this);
        if (decoding || context == null || actualReadableBytes() == 0) {
            return;
        }
        try {
            decode(context, Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
        context.fireChannelReadComplete();
    }

    /** Checks the bytes of incomplete messages against the limits. */
    private void account() {
        int waiting = actualReadableBytes();
        boolean unfinished = waiting > 0 || withinFrame || fragmented;
        if (!unfinished && held == 0) {
            return;
        }
        int holding =
                assembler.heldBytes() + (waiting == 0 ? 0 : internalBuffer().capacity());
        int more = holding - held;
        held = holding;
        boolean within = limits.budget().change(more);
        if (!connection.isActive()) {
            return;
        }
        if (!within) {
            connection.close(limits.tooManyUnfinished());
        } else if (unfinished && messageBegan == NEVER && !isPaused()) {
            messageBegan = now;
            if (messageTimer == null) {
                time(limits.messageTimeout().toNanos());
            }
        }
    }

    /** Starts the timer for incomplete messages. There is at most one timer per connection. */
    private void time(long nanos) {
        messageTimer = above.executor().schedule(this::checkTime, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkTime() {
        messageTimer = null;
        if (messageBegan == NEVER || !connection.isActive()) {
            return;
        }
        long timeout = limits.messageTimeout().toNanos();
        long left = isPaused() ? timeout : messageBegan + timeout - limits.now();
        if (left > 0) {
            time(left);
        } else {
            connection.close(limits.unfinished());
        }
    }

    /** Discards what is buffered, after the connection has begun to close. */
    void discard() {
        decodeRest();
        account();
        read(true);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        limits.budget().change(-held);
        held = 0;
        if (messageTimer != null) {
            messageTimer.cancel(false);
        }
    }
}
