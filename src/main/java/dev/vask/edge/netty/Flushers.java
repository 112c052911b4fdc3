package dev.vask.edge.netty;

import dev.vask.meters.Meters;
import io.netty.channel.EventLoop;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link Flusher} of each event loop that has had a connection. */
@Singleton
class Flushers {

    private final Map<EventLoop, Flusher> loops = new ConcurrentHashMap<>();
    private final Meters meters;

    Flushers(Meters meters) {
        this.meters = meters;
    }

    Flusher of(EventLoop loop) {
        return loops.computeIfAbsent(loop, it -> new Flusher(it, meters));
    }
}
