package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Flushes the wires of one event loop that were written to, each once per pass of the loop: the flush is a task behind those
 * that are already queued, so that all events that meet in one pass share one system call per socket.
 */
final class Flusher {

    private final Executor loop;
    private final Runnable flush = this::flush;
    private List<NettyWire> touched = new ArrayList<>();
    private List<NettyWire> spare = new ArrayList<>();
    private @Nullable Frame last;
    private ByteBuf lastEncoded = Unpooled.EMPTY_BUFFER;

    Flusher(Executor loop) {
        this.loop = loop;
    }

    /**
     * The frame in native memory, from where the network takes it without another copy: made once for all sockets of the loop
     * that get it one after the other. The caller owns what is returned.
     */
    ByteBuf encoded(Frame frame, ByteBufAllocator allocator) {
        if (frame != last) {
            forget();
            byte[] wire = frame.wire();
            lastEncoded = allocator.directBuffer(wire.length).writeBytes(wire);
            last = frame;
        }
        return lastEncoded.retainedDuplicate();
    }

    private void forget() {
        lastEncoded.release();
        lastEncoded = Unpooled.EMPTY_BUFFER;
        last = null;
    }

    void touched(NettyWire wire) {
        if (wire.markTouched()) {
            if (touched.isEmpty()) {
                loop.execute(flush);
            }
            touched.add(wire);
        }
    }

    private void flush() {
        List<NettyWire> now = touched;
        touched = spare;
        for (NettyWire wire : now) {
            wire.flush();
        }
        now.clear();
        spare = now;
        forget();
    }
}
