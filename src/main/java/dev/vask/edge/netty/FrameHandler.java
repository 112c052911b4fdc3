package dev.vask.edge.netty;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.CloseCause;
import dev.vask.edge.FrameLimits;
import dev.vask.edge.InboundLimiter;
import dev.vask.edge.Transport;
import dev.vask.meters.Bound;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handles the frames of one WebSocket connection: answers control frames, assembles messages, and reports frame errors. When the
 * connection is closing it discards what the client sends, writes one close frame and nothing else, and closes the TCP connection within
 * {@link ClientConnection#CUT_AFTER}. Use it only on the event loop of the connection.
 */
final class FrameHandler extends ChannelDuplexHandler implements InboundLimiter {

    /** Time that a client has to answer a close frame that it has received. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_WAITING = 32;

    /** Why a connection is closed whose client did not wait for the handshake response. */
    static final CloseCause EARLY_FRAMES = new CloseCause(
            null, WebSocketCloseStatus.PROTOCOL_ERROR.code(), "received frames before the handshake response was sent");

    private final FrameLimits limits;
    private final ClientConnection connection;
    private final FrameDecoder decoder;
    private final PingResponder pings;
    private final MessageAssembler assembler = new MessageAssembler();
    private final MessageReceiver receiver;
    private @Nullable Future<?> cut; // present once a close frame was written
    private int waiting;
    private boolean early;

    /**
     * Creates the handler of one connection.
     *
     * @param above     the context of the handler directly behind this one
     * @param transport writes to the client
     * @param receiver  takes the messages of the connection
     */
    FrameHandler(
            ChannelHandlerContext above,
            Transport transport,
            FrameLimits limits,
            Function<ClientConnection, MessageReceiver> receiver) {
        this.limits = limits;
        this.connection = new ClientConnection(this, transport, limits);
        this.receiver = receiver.apply(connection);
        this.decoder = new FrameDecoder(connection, assembler, above, limits);
        this.pings = new PingResponder(above, limits);
    }

    /** The connection whose frames these are. */
    ClientConnection connection() {
        return connection;
    }

    /** Whether frames that arrive now were sent before the client had the handshake response, for which it must wait (RFC 6455, 4.1). */
    void receiveEarlyFrames(boolean are) {
        early = are;
    }

    /** Reads no frames until {@link #resume}, because the connection has not reached its admission. */
    void pause() {
        decoder.full(true);
    }

    /** Reads frames from here on. */
    void resume() {
        decoder.full(false);
    }

    /** The decoder of the connection. */
    FrameDecoder decoder() {
        return decoder;
    }

    @Override
    public long lastReceivedAt() {
        return decoder.lastReceivedAt();
    }

    @Override
    public void handled() {
        if (waiting-- == MAX_WAITING) {
            decoder.full(false);
        }
    }

    @Override
    public void stop() {
        assembler.drop();
        pings.clear();
        decoder.discard();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case CloseWebSocketFrame close -> {
                connection.end(ClientConnection.NOT_BY_SERVER);
                receiver.close(close, cut != null);
            }
            case WebSocketFrame frame
            when early -> {
                frame.release();
                connection.close(EARLY_FRAMES);
            }
            case WebSocketFrame frame when !connection.isActive() -> frame.release();
            case PingWebSocketFrame ping -> pings.answer(ping);
            case PongWebSocketFrame pong -> pong.release();
            case BinaryWebSocketFrame binary -> {
                binary.release();
                connection.close(limits.binary());
            }
            case WebSocketFrame frame -> {
                WebSocketFrame whole = assembler.add(frame, context.alloc());
                if (whole != null) {
                    deliver(whole);
                }
            }
            default -> context.fireChannelRead(message);
        }
    }

    private void deliver(WebSocketFrame message) {
        if (++waiting == MAX_WAITING) {
            decoder.full(true);
        }
        receiver.message(message);
    }

    /** Closes the connection after frames that violate RFC 6455, with the close code for the violation (7.4.1). */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException it
            when it.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
                close(Bound.MESSAGE_BYTES, it.closeStatus(), it);
            case CorruptedWebSocketFrameException it -> close(null, it.closeStatus(), it);
            case TooLongFrameException it -> close(Bound.MESSAGE_BYTES, WebSocketCloseStatus.MESSAGE_TOO_BIG, it);
            default -> context.fireExceptionCaught(cause);
        }
    }

    private void close(@Nullable Bound bound, WebSocketCloseStatus status, Exception violation) {
        connection.close(new CloseCause(bound, status.code(), String.valueOf(violation.getMessage())));
    }

    /** Sees everything that is written by the handlers above, including a close by Vert.x. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CloseWebSocketFrame close && cut == null) {
            connection.end(close.statusCode());
            cutAfter(context, ClientConnection.CUT_AFTER);
            context.write(message, promise.unvoid()).addListener(taken -> {
                if (context.channel().isActive()) {
                    cutAfter(context, CLOSE_TIMEOUT);
                }
            });
        } else if (message instanceof WebSocketFrame && !connection.isActive()) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
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
        connection.end(ClientConnection.NOT_BY_SERVER);
        receiver.disconnected();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        connection.end(ClientConnection.NOT_BY_SERVER);
        if (cut != null) {
            cut.cancel(false);
        }
    }
}
