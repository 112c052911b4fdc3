package dev.vask.edge;

import dev.vask.channels.Hub;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** The {@link LoopContext} of each event loop that has had a connection. */
@Singleton
class LoopContexts {

    private final Map<ScheduledExecutorService, LoopContext> loops = new ConcurrentHashMap<>();
    private final Hub hub;
    private final EdgeConfig config;

    LoopContexts(Hub hub, EdgeConfig config) {
        this.hub = hub;
        this.config = config;
    }

    LoopContext of(ScheduledExecutorService loop) {
        return loops.computeIfAbsent(
                loop, it -> new LoopContext(hub.loopSubscriptions(it), Heartbeat.start(it, config), it));
    }
}
