package dev.vask.edge.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** Collects messages, and answers close frames. */
record TestReceiver(ChannelHandlerContext above, List<String> messages, Runnable onEnd) implements MessageReceiver {

    @Override
    public void message(WebSocketFrame message) {
        messages.add(message.content().toString(UTF_8));
        message.release();
    }

    @Override
    public void close(CloseWebSocketFrame frame, boolean answer) {
        if (answer) {
            frame.release();
            above.close();
        } else {
            above.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void disconnected() {
        onEnd.run();
    }
}
