package dev.vask.edge.netty;

import dev.vask.meters.Meters;
import dev.vask.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Flushes the connections of one event loop that were written to, all together, so that events which arrive close together share
 * one system call per connection. This call is most of the cost of a delivery. A flush runs as a task behind those already queued.
 * Under load it is delayed, by at most 2 ms: it starts no sooner after the previous flush than that one took.
 */
final class Flusher {

    private static final long MAX_WAIT = Duration.ofMillis(2).toNanos();

    private static final long NEVER = Long.MIN_VALUE;

    private final ScheduledExecutorService loop;
    private final Meters meters;
    private final Runnable flush = this::flush;
    private List<NettyTransport> dirty = new ArrayList<>();
    private List<NettyTransport> spare = new ArrayList<>();
    private @Nullable Frame last;
    private List<Frame> lastOthers = List.of();
    private long lastEnded = System.nanoTime();
    private long lastTook;
    private ByteBuf lastEncoded = Unpooled.EMPTY_BUFFER;
    private long oldest = NEVER;

    Flusher(ScheduledExecutorService loop, Meters meters) {
        this.loop = loop;
        this.meters = meters;
    }

    /** Returns the frame in native memory; see {@link #encoded(Frame, List, ChannelHandlerContext)}. */
    ByteBuf encoded(Frame frame, ChannelHandlerContext context) {
        return encoded(frame, List.of(), context);
    }

    /**
     * Returns the concatenated frames in native memory, from where the network takes them without another copy. The result is
     * shared by all connections of the loop that get the same frames. It is valid until the next call; retain it to keep it.
     */
    ByteBuf encoded(Frame first, List<Frame> others, ChannelHandlerContext context) {
        if (first != last || !others.equals(lastOthers)) {
            clear();
            last = first;
            lastOthers = others;
            lastEncoded = encode(first, others, context.alloc());
            oldest = oldest == NEVER ? first.createdAt() : oldest;
        }
        return lastEncoded;
    }

    private static ByteBuf encode(Frame first, List<Frame> others, ByteBufAllocator allocator) {
        int length = first.bytes().length;
        for (Frame frame : others) {
            length += frame.bytes().length;
        }
        ByteBuf encoded = allocator.directBuffer(length).writeBytes(first.bytes());
        others.forEach(frame -> encoded.writeBytes(frame.bytes()));
        return encoded;
    }

    private void clear() {
        lastEncoded.release();
        lastEncoded = Unpooled.EMPTY_BUFFER;
        last = null;
        lastOthers = List.of();
    }

    void dirty(NettyTransport transport) {
        if (transport.markDirty()) {
            if (dirty.isEmpty()) {
                begin();
            }
            dirty.add(transport);
        }
    }

    private void begin() {
        boolean busy = System.nanoTime() - lastEnded < lastTook;
        if (busy) {
            loop.schedule(flush, Math.min(lastTook, MAX_WAIT), TimeUnit.NANOSECONDS);
        } else {
            loop.execute(flush);
        }
    }

    private void flush() {
        long began = System.nanoTime();
        List<NettyTransport> now = dirty;
        dirty = spare;
        for (NettyTransport transport : now) {
            transport.flush();
        }
        now.clear();
        spare = now;
        clear();
        lastEnded = System.nanoTime();
        lastTook = lastEnded - began;
        if (oldest != NEVER) {
            meters.flushed(lastEnded - oldest);
            oldest = NEVER;
        }
    }
}
