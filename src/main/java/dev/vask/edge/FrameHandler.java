package dev.vask.edge;

import dev.vask.meters.Bound;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Handles the frames of one WebSocket connection before Vert.x sees them: answers control frames, assembles messages, and closes the
 * connection. After a close frame of either side (5.1.9) it discards what the client sends, sends nothing, and closes the TCP
 * connection within {@link #CUT_AFTER}. Use it only on the event loop of the connection.
 */
final class FrameHandler extends ChannelDuplexHandler {

    /** Time that a client has to receive the close frame before the connection is cut. */
    static final Duration CUT_AFTER = Duration.ofSeconds(5);

    /** Stands for the close code of a connection that the server did not close. */
    static final int NOT_BY_SERVER = 0;

    /** Time that a client has to answer a close frame that it has received. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final int MOST_WAITING = 32;

    private final ChannelHandlerContext above;
    private final FrameLimits limits;
    private final FrameDecoder decoder;
    private final PingResponder pings;
    private final MessageAssembler assembler = new MessageAssembler();
    private IntConsumer listener = code -> {};
    private @Nullable Future<?> cut;
    private boolean ended;
    private boolean closeSent;
    private int endCode;
    private int waiting;

    /**
     * Creates the handler of one connection.
     *
     * @param above the context of Vert.x's handler, directly behind this one
     */
    FrameHandler(ChannelHandlerContext above, FrameLimits limits) {
        this.above = above;
        this.limits = limits;
        this.decoder = new FrameDecoder(this, above, limits);
        this.pings = new PingResponder(above, limits);
    }

    /** The decoder of the connection. */
    FrameDecoder decoder() {
        return decoder;
    }

    /** The connection. */
    Channel channel() {
        return above.channel();
    }

    /** The time of the last bytes from the client, in {@link System#nanoTime}. Control frames count (5.3.1). */
    long lastReceivedAt() {
        return decoder.lastReceivedAt();
    }

    /** Bytes of memory that the fragments of an incomplete message use. */
    int heldBytes() {
        return assembler.heldBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case CloseWebSocketFrame close -> {
                end(NOT_BY_SERVER);
                context.fireChannelRead(
                        close); // Vert.x answers the close frame, unless it is an answer itself, and closes the
                // connection
            }
            case WebSocketFrame frame when ended -> frame.release();
            case PingWebSocketFrame ping -> pings.answer(ping);
            case PongWebSocketFrame pong -> pong.release();
            case BinaryWebSocketFrame binary -> {
                binary.release();
                close(
                        WebSocketCloseStatus.INVALID_MESSAGE_TYPE.code(),
                        "Binary messages are not supported. Send text.");
            }
            case WebSocketFrame frame -> {
                WebSocketFrame whole = assembler.add(frame, context.alloc());
                if (whole != null) {
                    deliver(context, whole);
                }
            }
            default -> context.fireChannelRead(message);
        }
    }

    private void deliver(ChannelHandlerContext context, WebSocketFrame message) {
        if (++waiting == MOST_WAITING) {
            decoder.full(true);
        }
        context.fireChannelRead(message);
    }

    /** Reports that a message was handled and that the next one may come. */
    void handled() {
        if (waiting-- == MOST_WAITING) {
            decoder.full(false);
        }
    }

    /** Closes the connection after frames that violate RFC 6455, with the close code for the violation (7.4.1). */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException it
            when it.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
                close(Bound.MESSAGE_BYTES, it.closeStatus().code(), String.valueOf(it.getMessage()));
            case CorruptedWebSocketFrameException it -> close(it.closeStatus().code(), String.valueOf(it.getMessage()));
            case TooLongFrameException it ->
                close(
                        Bound.MESSAGE_BYTES,
                        WebSocketCloseStatus.MESSAGE_TOO_BIG.code(),
                        String.valueOf(it.getMessage()));
            default -> context.fireExceptionCaught(cause);
        }
    }

    /** Sends a ping, which WebSocket libraries answer automatically. */
    void ping() {
        if (!closeSent) {
            above.writeAndFlush(new PingWebSocketFrame());
        }
    }

    /** Closes the connection because it reached a limit. */
    void close(Bound bound, int code, String reason) {
        if (!ended) {
            limits.reached(bound);
            close(code, reason);
        }
    }

    /**
     * Closes the connection. Does nothing if it is closed.
     *
     * @param reason at most 123 bytes
     */
    void close(int code, String reason) {
        if (!ended) {
            above.writeAndFlush(new CloseWebSocketFrame(code, reason));
        }
    }

    /**
     * Registers a listener for the end of the connection; it is called immediately if the connection has ended. Its argument is the
     * close code of the server, or {@link #NOT_BY_SERVER}.
     */
    void onEnd(IntConsumer listener) {
        this.listener = listener;
        if (ended) {
            listener.accept(endCode);
        }
    }

    private void end(int code) {
        if (ended) {
            return;
        }
        ended = true;
        endCode = code;
        assembler.drop();
        pings.close();
        decoder.end();
        listener.accept(code);
    }

    /** Sees everything that is written by the handlers above, including a close by Vert.x. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (closeSent && message instanceof WebSocketFrame) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else if (message instanceof CloseWebSocketFrame close) {
            closeSent = true;
            end(close.statusCode());
            cutAfter(context, CUT_AFTER);
            context.write(message, promise.unvoid()).addListener(taken -> {
                if (context.channel().isActive()) {
                    cutAfter(context, LINGER);
                }
            });
        } else {
            context.write(message, promise);
        }
    }

    private void cutAfter(ChannelHandlerContext context, Duration time) {
        if (cut != null) {
            cut.cancel(false);
        }
        cut = context.executor().schedule(() -> context.close(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(NOT_BY_SERVER);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end(NOT_BY_SERVER);
        if (cut != null) {
            cut.cancel(false);
        }
    }
}
