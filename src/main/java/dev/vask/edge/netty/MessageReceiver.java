package dev.vask.edge.netty;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Takes what the {@link FrameHandler} of a connection does not handle itself. Each method takes the ownership of the frame. */
interface MessageReceiver {

    /** Receives a complete text message. */
    void message(WebSocketFrame message);

    /**
     * Receives a close frame.
     *
     * @param answer whether the server has sent a close frame before
     */
    void close(CloseWebSocketFrame frame, boolean answer);

    /** The network connection has ended. */
    void disconnected();
}
