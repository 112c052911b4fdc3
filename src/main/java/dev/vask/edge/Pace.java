package dev.vask.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/**
 * Reads no faster than commands are carried out: a client that sends more is made to wait by TCP itself, and not by a queue that
 * grows here while the live state is slow to answer.
 */
final class Pace extends ChannelInboundHandlerAdapter {

    private static final int MOST_WAITING = 32;

    private final Channel channel;
    private int waiting;

    Pace(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof TextWebSocketFrame && ++waiting == MOST_WAITING) {
            channel.config().setAutoRead(false);
        }
        context.fireChannelRead(message);
    }

    /** A message was dealt with. */
    void handled() {
        if (waiting-- == MOST_WAITING) {
            channel.config().setAutoRead(true);
        }
    }
}
