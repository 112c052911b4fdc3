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
 * One socket on one channel. It looks at each frame in place and makes nothing of it but numbers: which event it is, whether
 * that is the one due from its publisher, and how long it took.
 *
 * <pre>
 *   UPGRADING ──101──▶ GREETED_NEXT ──established──▶ ACCEPTED_NEXT ──succeeded──▶ LIVE ──leave()──▶ LEAVING
 * </pre>
 */
final class Subscriber extends ByteToMessageDecoder {

    private static final ByteBuf END_OF_HEAD = ascii("\r\n\r\n");
    private static final ByteBuf SWITCHING = ascii("HTTP/1.1 101");
    private static final ByteBuf ESTABLISHED = ascii("pusher:connection_established");
    private static final ByteBuf SUCCEEDED = ascii("subscription_succeeded");
    private static final ByteBuf PING = ascii("pusher:ping");
    private static final ByteBuf ERROR = ascii("pusher:error");

    private static final int WHOLE_TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING_FRAME = 0x89;
    private static final int LENGTH_16_BIT = 126;
    private static final int LENGTH_64_BIT = 127;
    private static final int SMALL_HEADER = 2;
    private static final int MEDIUM_HEADER = 4;

    private enum Stage {
        UPGRADING,
        GREETED_NEXT,
        ACCEPTED_NEXT,
        LIVE,
        LEAVING
    }

    private final Server server;
    private final BenchChannel channel;
    private final Function<EventLoop, Meter> meters;
    private final Faults faults;
    private final Runnable live;
    private final Runnable gone;
    private final int[] due;
    private Stage stage = Stage.UPGRADING;
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable Meter meter;

    /**
     * A socket that is yet to be connected.
     *
     * @param meters of the generator's event loops
     * @param faults where it tells of whatever should not be
     * @param live   is told when it is subscribed
     * @param gone   is told when it has been closed after {@link #leave}
     */
    Subscriber(
            Server server,
            BenchChannel channel,
            Function<EventLoop, Meter> meters,
            Faults faults,
            Runnable live,
            Runnable gone) {
        this.server = server;
        this.channel = channel;
        this.meters = meters;
        this.faults = faults;
        this.live = live;
        this.gone = gone;
        this.due = new int[channel.feeds().size()];
    }

    @Override
    public void channelActive(ChannelHandlerContext connected) {
        context = connected;
        meter = meters.apply(connected.channel().eventLoop());
        send(connected, Unpooled.copiedBuffer(Wire.upgrade(server.address(), server.key()), US_ASCII));
    }

    /** Says good-bye. */
    void leave() {
        ChannelHandlerContext connected = context;
        if (connected != null) {
            connected.executor().execute(() -> {
                stage = Stage.LEAVING;
                send(connected, Wire.close());
            });
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (stage == Stage.UPGRADING) {
            upgrade(in);
        }
        if (stage != Stage.UPGRADING) {
            long now = System.nanoTime(); // what came in one read came at one time
            while (readFrame(context, in, now)) {}
        }
    }

    private void upgrade(ByteBuf in) {
        int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
        if (end >= 0) {
            ByteBuf head = in.readSlice(end + END_OF_HEAD.readableBytes() - in.readerIndex());
            if (ByteBufUtil.indexOf(SWITCHING, head) == head.readerIndex()) {
                stage = Stage.GREETED_NEXT;
            } else {
                fault("the upgrade was answered with " + head.toString(US_ASCII));
                stage = Stage.LEAVING;
            }
        }
    }

    /** Reads one frame, unmasked as servers send them; false if it is not all here yet. */
    private boolean readFrame(ChannelHandlerContext context, ByteBuf in, long now) {
        int start = in.readerIndex();
        if (in.readableBytes() < SMALL_HEADER) {
            return false;
        }
        int length = in.getByte(start + 1);
        int header = SMALL_HEADER;
        if (length == LENGTH_16_BIT) {
            header = MEDIUM_HEADER;
            length = in.readableBytes() < header ? 0 : in.getUnsignedShort(start + 2);
        } else if (length < 0 || length == LENGTH_64_BIT) {
            throw new BenchFailure("a frame was masked, or of more than 64 KiB: nothing of the kind was published");
        }
        if (in.readableBytes() < header + length) {
            return false;
        }
        in.readerIndex(start + header + length);
        hear(context, in.getByte(start) & 0xff, in, start + header, length, now);
        return true;
    }

    private void hear(ChannelHandlerContext context, int kind, ByteBuf in, int start, int length, long now) {
        int mark = kind == WHOLE_TEXT && stage == Stage.LIVE ? in.indexOf(start, start + length, Mark.BEGIN) : -1;
        if (mark >= 0) {
            hearEvent(in, mark, now);
        } else if (kind == WHOLE_TEXT) {
            converse(context, in.slice(start, length));
        } else if (kind == PING_FRAME) {
            send(context, Wire.pongFrame(ByteBufUtil.getBytes(in, start, length)));
        } else if (kind == CLOSE && stage != Stage.LEAVING) {
            fault("a socket was closed: "
                    + (length < 2
                            ? "no code"
                            : in.getUnsignedShort(start) + " " + in.toString(start + 2, length - 2, UTF_8)));
            stage = Stage.LEAVING;
        }
    }

    private void hearEvent(ByteBuf in, int mark, long now) {
        int place = Mark.feed(in, mark);
        int slot = Mark.slot(in, mark);
        Feed feed = channel.feeds().get(place);
        if (due[place] != slot) {
            fault("a socket on %s heard event %d of publisher %d where %d was due: lost, repeated, or out of order"
                    .formatted(channel.name(), slot, place, due[place]));
        }
        due[place] = feed.after(slot);
        if (meter != null) {
            meter.delivered(feed.publishedAt(slot), now);
        }
        feed.heard(slot);
    }

    private void converse(ChannelHandlerContext context, ByteBuf frame) {
        if (ByteBufUtil.indexOf(ERROR, frame) >= 0) {
            fault("a socket was told " + frame.toString(UTF_8));
        } else if (stage == Stage.GREETED_NEXT && ByteBufUtil.indexOf(ESTABLISHED, frame) >= 0) {
            stage = Stage.ACCEPTED_NEXT;
            send(context, Wire.subscribe(channel.name()));
        } else if (stage == Stage.ACCEPTED_NEXT && ByteBufUtil.indexOf(SUCCEEDED, frame) >= 0) {
            stage = Stage.LIVE;
            live.run();
        } else if (ByteBufUtil.indexOf(PING, frame) >= 0) {
            send(context, Wire.pong());
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (stage == Stage.LEAVING) {
            gone.run();
        } else {
            fault("a socket was cut off while " + stage);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fault("a socket failed: " + cause);
        context.close();
    }

    private void fault(String what) {
        faults.add(what);
    }

    private static void send(ChannelHandlerContext context, ByteBuf bytes) {
        context.writeAndFlush(bytes, context.voidPromise());
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, US_ASCII))
                .asReadOnly();
    }
}
