package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.quarkus.websockets.next.WebSocketConnection;

/** Sends frames through the API of WebSockets Next. */
final class WebSocketsNextTransport implements Transport {

    private final WebSocketConnection connection;
    private final Channel channel;

    /**
     * Creates the transport of one client.
     *
     * @param channel the channel of the connection
     */
    WebSocketsNextTransport(WebSocketConnection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    @Override
    public void send(Frame frame) {
        connection.sendText(frame.text()).subscribe().with(done -> {}, failure -> {});
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }
}
