package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** The client side of a WebSocket connection: upgrades it, reads unmasked frames in place, and answers ping frames. */
abstract class ClientConnectionHandler extends ByteToMessageDecoder {

    private static final ByteBuf END_OF_HEADERS = ascii("\r\n\r\n");
    private static final ByteBuf SWITCHING = ascii("HTTP/1.1 101");

    private static final int FINAL_TEXT_FRAME = 0x81;
    private static final int CLOSE_FRAME = 0x88;
    private static final int PING_FRAME = 0x89;
    private static final int LENGTH_16_BIT = 126;
    private static final int LENGTH_64_BIT = 127;
    private static final int SHORT_HEADER = 2;
    private static final int EXTENDED_HEADER = 4;
    private static final int NO_CODE = 1005; // RFC 6455, section 7.1.5

    private enum Upgrade {
        PENDING,
        COMPLETE,
        REJECTED
    }

    private final Server server;
    private Upgrade upgrade = Upgrade.PENDING;

    /** A client of this server that is not connected yet. */
    ClientConnectionHandler(Server server) {
        this.server = server;
    }

    /** The server has answered with another status than 101. */
    abstract void onRejectedUpgrade(ChannelHandlerContext context, String head);

    /**
     * A text frame has arrived.
     *
     * @param in     has the payload from {@code start}; must not be kept
     * @param now    the same for all frames of one read
     */
    abstract void onText(ChannelHandlerContext context, ByteBuf in, int start, int length, long now);

    /** A close frame has arrived. */
    abstract void onClose(ChannelHandlerContext context, int code, String reason);

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context, Unpooled.copiedBuffer(ClientEncoder.upgradeRequest(server.address(), server.key()), US_ASCII));
    }

    @Override
    protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (upgrade == Upgrade.PENDING) {
            readUpgrade(context, in);
        }
        if (upgrade == Upgrade.COMPLETE) {
            long now = System.nanoTime(); // all frames of one read arrived at the same time
            while (readFrame(context, in, now)) {}
        } else if (upgrade == Upgrade.REJECTED) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void readUpgrade(ChannelHandlerContext context, ByteBuf in) {
        int end = ByteBufUtil.indexOf(END_OF_HEADERS, in);
        if (end >= 0) {
            ByteBuf head = in.readSlice(end + END_OF_HEADERS.readableBytes() - in.readerIndex());
            if (ByteBufUtil.indexOf(SWITCHING, head) == head.readerIndex()) {
                upgrade = Upgrade.COMPLETE;
            } else {
                upgrade = Upgrade.REJECTED;
                onRejectedUpgrade(context, head.toString(US_ASCII));
            }
        }
    }

    /** Reads one frame. Returns false if it is incomplete. */
    private boolean readFrame(ChannelHandlerContext context, ByteBuf in, long now) {
        int start = in.readerIndex();
        if (in.readableBytes() < SHORT_HEADER) {
            return false;
        }
        int length = in.getByte(start + 1);
        int header = SHORT_HEADER;
        if (length == LENGTH_16_BIT) {
            header = EXTENDED_HEADER;
            length = in.readableBytes() < header ? 0 : in.getUnsignedShort(start + 2);
        } else if (length < 0 || length == LENGTH_64_BIT) {
            throw new BenchException("Received a frame that is masked or longer than 64 KiB");
        }
        if (in.readableBytes() < header + length) {
            return false;
        }
        in.readerIndex(start + header + length);
        handleFrame(context, in.getByte(start) & 0xff, in, start + header, length, now);
        return true;
    }

    private void handleFrame(
            ChannelHandlerContext context, int firstByte, ByteBuf in, int start, int length, long now) {
        switch (firstByte) {
            case FINAL_TEXT_FRAME -> onText(context, in, start, length, now);
            case PING_FRAME -> send(context, ClientEncoder.pongFrame(ByteBufUtil.getBytes(in, start, length)));
            case CLOSE_FRAME ->
                onClose(
                        context,
                        length < 2 ? NO_CODE : in.getUnsignedShort(start),
                        length < 2 ? "no code" : in.toString(start + 2, length - 2, UTF_8));
            default -> {} // pongs
        }
    }

    static void send(ChannelHandlerContext context, ByteBuf bytes) {
        context.writeAndFlush(bytes, context.voidPromise());
    }

    /** A constant to search for. */
    static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, US_ASCII))
                .asReadOnly();
    }
}
