package dev.vask.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Takes what the {@link FrameHandler} of a connection does not handle itself. Each method takes the ownership of the frame. */
interface MessageReceiver {

    /** Passes everything to Vert.x, which answers a close frame, unless it is an answer itself, and closes the network connection. */
    MessageReceiver VERTX = new MessageReceiver() {

        @Override
        public void message(ChannelHandlerContext context, WebSocketFrame message) {
            context.fireChannelRead(message);
        }

        @Override
        public void close(ChannelHandlerContext context, CloseWebSocketFrame frame, boolean answer) {
            context.fireChannelRead(frame);
        }

        @Override
        public void disconnected() {}
    };

    /** Receives a complete text message. */
    void message(ChannelHandlerContext context, WebSocketFrame message);

    /**
     * Receives a close frame.
     *
     * @param answer whether the server has sent a close frame before
     */
    void close(ChannelHandlerContext context, CloseWebSocketFrame frame, boolean answer);

    /** The network connection has ended. */
    void disconnected();
}
