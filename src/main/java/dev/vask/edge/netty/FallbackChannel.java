package dev.vask.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A channel of its own for a connection whose pipeline must not be used or is not known. Its bytes are read from and written to a socket
 * of Vert.x, one batch at a time, and what is not written yet stays in this channel, where {@link NettyTransport} counts it. It runs on
 * the event loop of the connection.
 */
final class FallbackChannel extends EmbeddedChannel {

    private static final int MAX_BATCH = 65_536;

    private static final Logger LOG = Logger.getLogger(FallbackChannel.class);

    private final NetSocket socket;
    private final @Nullable Channel network;
    private boolean paused;
    private boolean writing;

    private FallbackChannel(NetSocket socket, @Nullable Channel network) {
        super(false, false);
        this.socket = socket;
        this.network = network;
    }

    /**
     * Opens the channel of a socket.
     *
     * @param network the network connection of the socket, null if not known; a pause takes effect at once if it is
     * @return the context of the last handler, behind those that are to be added
     */
    static ChannelHandlerContext open(NetSocket socket, @Nullable Channel network, EventLoop loop) {
        FallbackChannel channel = new FallbackChannel(socket, network);
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException("cannot open a channel", e);
        }
        channel.pipeline().addLast(loop, "vask-end", new End());
        socket.handler(channel::received)
                .exceptionHandler(failure -> channel.close())
                .closeHandler(closed -> channel.close());
        return channel.pipeline().lastContext();
    }

    private void received(Buffer bytes) {
        if (!isOpen()) {
            return;
        }
        pipeline().fireChannelRead(Unpooled.wrappedBuffer(bytes.getBytes()));
        pipeline().fireChannelReadComplete();
        if (!config().isAutoRead() && !paused) {
            paused = true;
            read(false);
        }
    }

    @Override
    protected void doBeginRead() {
        if (paused) {
            paused = false;
            read(true);
        }
    }

    private void read(boolean read) {
        if (network != null) {
            network.config().setAutoRead(read);
        } else if (read) {
            socket.resume();
        } else {
            socket.pause();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer queue) throws Exception {
        while (!writing && isOpen() && !queue.isEmpty()) {
            Buffer batch = Buffer.buffer();
            queue.forEachFlushedMessage(message -> {
                batch.appendBytes(ByteBufUtil.getBytes((ByteBuf) message));
                return batch.length() < MAX_BATCH;
            });
            writing = true;
            socket.write(batch).onComplete(result -> written(queue, batch.length(), result));
        }
    }

    private void written(ChannelOutboundBuffer queue, int bytes, AsyncResult<Void> result) {
        writing = false;
        if (result.failed()) {
            close();
        } else if (isOpen()) {
            queue.removeBytes(bytes);
            unsafe().flush();
        }
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        socket.close();
    }

    /** Closes the connection after an exception that no other handler has handled. */
    private static final class End extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debugf(cause, "A connection failed");
            context.close();
        }
    }
}
