package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is subscribed to one channel. It reads the id of each event in place, without decoding the frame, checks that it is
 * the next one of its publisher, and records the latency.
 *
 * <pre>
 *   CONNECTING ──established──▶ SUBSCRIBING ──succeeded──▶ SUBSCRIBED ──close()──▶ CLOSING
 * </pre>
 */
final class Subscriber extends ClientConnectionHandler {

    private static final ByteBuf ESTABLISHED = ascii("pusher:connection_established");
    private static final ByteBuf SUCCEEDED = ascii("subscription_succeeded");
    private static final ByteBuf PING = ascii("pusher:ping");
    private static final ByteBuf ERROR = ascii("pusher:error");

    private enum Stage {
        CONNECTING,
        SUBSCRIBING,
        SUBSCRIBED,
        CLOSING
    }

    private final BenchChannel channel;
    private final Function<EventLoop, Meter> meters;
    private final ErrorCollector errors;
    private final Runnable onSubscribed;
    private final Runnable onPing;
    private final Runnable onClosed;
    private final int[] expectedSlots;
    private Stage stage = Stage.CONNECTING;
    private volatile @Nullable ChannelHandlerContext context;
    private volatile long lastReceivedAt;
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
        super(server);
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
        lastReceivedAt = System.nanoTime();
        super.channelActive(connected);
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

    /** Sends a {@code pusher:ping} if nothing has been received for this time, as pusher-js does (5.3.5). */
    void pingIfSilent(long now, long nanos) {
        ChannelHandlerContext connected = context;
        if (connected != null && now - lastReceivedAt >= nanos) {
            lastReceivedAt = now;
            connected.executor().execute(() -> send(connected, ClientEncoder.ping()));
        }
    }

    @Override
    void onRejectedUpgrade(ChannelHandlerContext context, String head) {
        reportError("The upgrade failed: " + head);
        stage = Stage.CLOSING;
    }

    @Override
    void onText(ChannelHandlerContext context, ByteBuf in, int start, int length, long now) {
        lastReceivedAt = now;
        int eventIdAt = stage == Stage.SUBSCRIBED ? in.indexOf(start, start + length, EventId.PREFIX) : -1;
        if (eventIdAt >= 0) {
            handleEvent(in, eventIdAt, now);
        } else {
            handleProtocolMessage(context, in.slice(start, length));
        }
    }

    @Override
    void onClose(ChannelHandlerContext context, int code, String reason) {
        if (stage != Stage.CLOSING) {
            reportError("A connection was closed by the server: %d %s".formatted(code, reason));
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
}
