package dev.vask.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The socket of a connection, for writing encoded frames past Netty's queue. Use it only on the event loop. */
interface DirectSocket {

    /** The socket of a connection, null if its bytes have to pass TLS, or if its transport is not known. */
    static @Nullable DirectSocket of(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) != null) {
            return null;
        }
        return switch (context.channel()) {
            case UnixChannel channel when channel.fd() instanceof Socket socket -> new Unix(socket);
            case NioSocketChannel channel
            when channel.unsafe() instanceof NioUnsafe unsafe && unsafe.ch() instanceof SocketChannel socket ->
                new Nio(socket);
            default -> null;
        };
    }

    /**
     * Writes the readable bytes of a direct buffer, whose indexes do not change.
     *
     * @return how many bytes the operating system took, 0 if the socket is closed
     * @throws IOException if the connection is broken
     */
    int write(ByteBuf frames) throws IOException;

    /** A socket of one of Netty's native transports. */
    record Unix(Socket socket) implements DirectSocket {

        @Override
        public int write(ByteBuf frames) throws IOException {
            return socket.isOpen()
                    ? socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex())
                    : 0;
        }
    }

    /** A socket of the JDK, as in native executables. */
    record Nio(SocketChannel socket) implements DirectSocket {

        @Override
        public int write(ByteBuf frames) throws IOException {
            return socket.isOpen()
                    ? socket.write(frames.internalNioBuffer(frames.readerIndex(), frames.readableBytes()))
                    : 0;
        }
    }
}
