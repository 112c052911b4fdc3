package dev.vask.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose frames break RFC 6455 with the close code that says how (7.4.1), where Vert.x would hang up without a
 * word. To stand behind all that reads frames.
 */
final class Violations extends ChannelInboundHandlerAdapter {

    private static final long LINGER_SECONDS = 1;

    private final Runnable first;
    private boolean happened;

    /**
     * Watches over one connection.
     *
     * @param first told when the connection is about to be ended: nothing may follow the close frame
     */
    Violations(Runnable first) {
        this.first = first;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException it -> end(context, it.closeStatus(), String.valueOf(it.getMessage()));
            case TooLongFrameException it ->
                end(context, WebSocketCloseStatus.MESSAGE_TOO_BIG, String.valueOf(it.getMessage()));
            default -> context.fireExceptionCaught(cause);
        }
    }

    private void end(ChannelHandlerContext context, WebSocketCloseStatus status, String reason) {
        if (happened) {
            return;
        }
        happened = true;
        first.run();
        context.channel().writeAndFlush(new CloseWebSocketFrame(status, reason));
        // Hanging up on what is still unread would reset the connection, and the client might never see the close frame.
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (happened) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
