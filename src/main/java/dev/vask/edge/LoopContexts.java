package dev.vask.edge;

import dev.vask.channels.Hub;
import dev.vask.meters.Meters;
import io.netty.channel.EventLoop;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link LoopContext} of each event loop that has had a connection. */
@Singleton
class LoopContexts {

    private final Map<EventLoop, LoopContext> loops = new ConcurrentHashMap<>();
    private final Hub hub;
    private final Meters meters;
    private final EdgeConfig config;

    LoopContexts(Hub hub, Meters meters, EdgeConfig config) {
        this.hub = hub;
        this.meters = meters;
        this.config = config;
    }

    LoopContext of(EventLoop loop) {
        return loops.computeIfAbsent(
                loop, it -> new LoopContext(hub.lane(it), new Flusher(it, meters), Heartbeat.start(it, config), it));
    }
}
