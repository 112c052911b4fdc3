package dev.vask.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Flushes the wires of one event loop that were written to, each once per pass of the loop: the flush is a task behind those
 * that are already queued, so that all events that meet in one pass share one system call per socket.
 */
final class Flusher {

    private final Executor loop;
    private final Runnable flush = this::flush;
    private List<NettyWire> touched = new ArrayList<>();
    private List<NettyWire> spare = new ArrayList<>();

    Flusher(Executor loop) {
        this.loop = loop;
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
    }
}
