package dev.vask.edge.netty;

import dev.vask.edge.FrameLimits;
import dev.vask.meters.Bound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Answers the WebSocket pings of one connection (5.3.3). While a pong is being written, only the newest of the pings that arrive is
 * answered next (RFC 6455, 5.5.3).
 */
final class PingResponder {

    private final ChannelHandlerContext context;
    private final FrameLimits limits;
    private boolean writing;
    private @Nullable ByteBuf waiting;

    PingResponder(ChannelHandlerContext context, FrameLimits limits) {
        this.context = context;
        this.limits = limits;
    }

    /** Answers a ping now or later, and takes its ownership. */
    void answer(PingWebSocketFrame ping) {
        if (writing) {
            if (waiting != null) {
                limits.reached(Bound.CONTROL_FRAMES);
            }
            clear();
            waiting = ping.content();
        } else {
            write(ping.content());
        }
    }

    private void write(ByteBuf payload) {
        writing = true;
        context.writeAndFlush(new PongWebSocketFrame(payload)).addListener(done -> written());
    }

    private void written() {
        writing = false;
        ByteBuf next = waiting;
        if (next != null) {
            waiting = null;
            write(next);
        }
    }

    /** Drops the ping that waits, if any. */
    void clear() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }
}
