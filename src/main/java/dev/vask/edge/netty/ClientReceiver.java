package dev.vask.edge.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.CloseCause;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Passes what a client sends to its connection, in the Vert.x context of that connection. */
final class ClientReceiver implements MessageReceiver {

    private static final CloseCause FAILED = new CloseCause(null, 1011, "Internal error."); // (RFC 6455, 7.4.1)

    private static final Logger LOG = Logger.getLogger(ClientReceiver.class);

    private final ClientConnection client;
    private final Executor vertxContext;
    private final ChannelHandlerContext above;
    private final Consumer<ClientConnection> onEnd;

    /**
     * Creates the receiver of one connection.
     *
     * @param vertxContext runs a task at once
     * @param above        the context of the handler behind the {@link FrameHandler}
     * @param onEnd        called when the network connection has ended
     */
    ClientReceiver(
            ClientConnection client,
            Executor vertxContext,
            ChannelHandlerContext above,
            Consumer<ClientConnection> onEnd) {
        this.client = client;
        this.vertxContext = vertxContext;
        this.above = above;
        this.onEnd = onEnd;
    }

    @Override
    public void message(WebSocketFrame message) {
        String text = message.content().toString(UTF_8);
        message.release();
        vertxContext.execute(() -> receive(text));
    }

    private void receive(String text) {
        try {
            client.receive(text);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A connection failed");
            client.close(FAILED);
        }
    }

    @Override
    public void close(CloseWebSocketFrame frame, boolean answer) {
        if (answer) {
            frame.release();
            above.close();
        } else {
            above.writeAndFlush(new CloseWebSocketFrame(true, 0, frame.content()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void disconnected() {
        vertxContext.execute(() -> onEnd.accept(client));
    }
}
