package dev.vask.edge;

import dev.vask.channels.LoopSubscriptions;
import java.util.concurrent.ScheduledExecutorService;

/** Objects that the connections of one event loop share: fan-out, flusher, heartbeat, and the loop as a timer. */
record LoopContext(LoopSubscriptions lane, Flusher flusher, Heartbeat heartbeat, ScheduledExecutorService timer) {}
