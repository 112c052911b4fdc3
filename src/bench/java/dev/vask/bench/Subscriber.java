package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is subscribed to one channel. It reads the id of each event in place, without decoding the frame, checks that it is
 * the next one of its publisher, and records the latency.
 *
 * <pre>
 *   UPGRADING ──101──▶ CONNECTING ──established──▶ SUBSCRIBING ──succeeded──▶ SUBSCRIBED ──close()──▶ CLOSING
 * </pre>
 */
final class Subscriber extends ByteToMessageDecoder {

    private static final ByteBuf END_OF_HEADERS = ascii("\r\n\r\n");
    private static final ByteBuf SWITCHING = ascii("HTTP/1.1 101");
    private static final ByteBuf ESTABLISHED = ascii("pusher:connection_established");
    private static final ByteBuf SUCCEEDED = ascii("subscription_succeeded");
    private static final ByteBuf PING = ascii("pusher:ping");
    private static final ByteBuf ERROR = ascii("pusher:error");

    private static final int FINAL_TEXT_FRAME = 0x81;
    private static final int CLOSE_FRAME = 0x88;
    private static final int PING_FRAME = 0x89;
    private static final int LENGTH_16_BIT = 126;
    private static final int LENGTH_64_BIT = 127;
    private static final int SHORT_HEADER = 2;
    private static final int EXTENDED_HEADER = 4;

    private enum Stage {
        UPGRADING,
        CONNECTING,
        SUBSCRIBING,
        SUBSCRIBED,
        CLOSING
    }

    private final Server server;
    private final BenchChannel channel;
    private final Function<EventLoop, Meter> meters;
    private final ErrorCollector errors;
    private final Runnable onSubscribed;
    private final Runnable onPing;
    private final Runnable onClosed;
    private final int[] expectedSlots;
    private Stage stage = Stage.UPGRADING;
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable Meter meter;

    /**
     * A subscriber that is not connected yet.
     *
     * @param meters       of the event loops
     * @param errors       collects all errors
     * @param onSubscribed runs when the subscription has succeeded
     * @param onPing       runs when the server has sent a {@code pusher:ping}
     * @param onClosed     runs when the connection has been closed after {@link #close}
     */
    Subscriber(
            Server server,
            BenchChannel channel,
            Function<EventLoop, Meter> meters,
            ErrorCollector errors,
            Runnable onSubscribed,
            Runnable onPing,
            Runnable onClosed) {
        this.server = server;
        this.channel = channel;
        this.meters = meters;
        this.errors = errors;
        this.onSubscribed = onSubscribed;
        this.onPing = onPing;
        this.onClosed = onClosed;
        this.expectedSlots = new int[channel.sequences().size()];
    }

    @Override
    public void channelActive(ChannelHandlerContext connected) {
        context = connected;
        meter = meters.apply(connected.channel().eventLoop());
        send(connected, Unpooled.copiedBuffer(ClientEncoder.upgradeRequest(server.address(), server.key()), US_ASCII));
    }

    /** Sends a close frame. */
    void close() {
        ChannelHandlerContext connected = context;
        if (connected != null) {
            connected.executor().execute(() -> {
                stage = Stage.CLOSING;
                send(connected, ClientEncoder.closeFrame());
            });
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (stage == Stage.UPGRADING) {
            upgrade(in);
        }
        if (stage != Stage.UPGRADING) {
            long now = System.nanoTime(); // all frames of one read arrived at the same time
            while (readFrame(context, in, now)) {}
        }
    }

    private void upgrade(ByteBuf in) {
        int end = ByteBufUtil.indexOf(END_OF_HEADERS, in);
        if (end >= 0) {
            ByteBuf head = in.readSlice(end + END_OF_HEADERS.readableBytes() - in.readerIndex());
            if (ByteBufUtil.indexOf(SWITCHING, head) == head.readerIndex()) {
                stage = Stage.CONNECTING;
            } else {
                reportError("The upgrade failed: " + head.toString(US_ASCII));
                stage = Stage.CLOSING;
            }
        }
    }

    /** Reads one unmasked frame. Returns false if it is incomplete. */
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
        int eventIdAt = firstByte == FINAL_TEXT_FRAME && stage == Stage.SUBSCRIBED
                ? in.indexOf(start, start + length, EventId.PREFIX)
                : -1;
        if (eventIdAt >= 0) {
            handleEvent(in, eventIdAt, now);
        } else if (firstByte == FINAL_TEXT_FRAME) {
            handleProtocolMessage(context, in.slice(start, length));
        } else if (firstByte == PING_FRAME) {
            send(context, ClientEncoder.pongFrame(ByteBufUtil.getBytes(in, start, length)));
        } else if (firstByte == CLOSE_FRAME && stage != Stage.CLOSING) {
            reportError("A connection was closed by the server: "
                    + (length < 2
                            ? "no code"
                            : in.getUnsignedShort(start) + " " + in.toString(start + 2, length - 2, UTF_8)));
            stage = Stage.CLOSING;
        }
    }

    private void handleEvent(ByteBuf in, int eventIdAt, long now) {
        int index = EventId.sequence(in, eventIdAt);
        int slot = EventId.slot(in, eventIdAt);
        EventSequence sequence = channel.sequences().get(index);
        if (expectedSlots[index] != slot) {
            reportError(
                    "A subscriber of %s received event %d of publisher %d instead of %d: lost, repeated or out of order"
                            .formatted(channel.name(), slot, index, expectedSlots[index]));
        }
        expectedSlots[index] = sequence.nextSlot(slot);
        if (meter != null) {
            meter.recordDelivery(sequence.publishedAt(slot), now);
        }
        sequence.received(slot);
    }

    private void handleProtocolMessage(ChannelHandlerContext context, ByteBuf frame) {
        if (ByteBufUtil.indexOf(ERROR, frame) >= 0) {
            reportError("A subscriber received an error: " + frame.toString(UTF_8));
        } else if (stage == Stage.CONNECTING && ByteBufUtil.indexOf(ESTABLISHED, frame) >= 0) {
            stage = Stage.SUBSCRIBING;
            send(context, ClientEncoder.subscribe(channel.name()));
        } else if (stage == Stage.SUBSCRIBING && ByteBufUtil.indexOf(SUCCEEDED, frame) >= 0) {
            stage = Stage.SUBSCRIBED;
            onSubscribed.run();
        } else if (ByteBufUtil.indexOf(PING, frame) >= 0) {
            send(context, ClientEncoder.pong());
            onPing.run();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (stage == Stage.CLOSING) {
            onClosed.run();
        } else {
            reportError("A connection was lost in stage " + stage);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reportError("A connection failed: " + cause);
        context.close();
    }

    private void reportError(String what) {
        errors.add(what);
    }

    private static void send(ChannelHandlerContext context, ByteBuf bytes) {
        context.writeAndFlush(bytes, context.voidPromise());
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, US_ASCII))
                .asReadOnly();
    }
}
