package dev.vask.edge;

import dev.vask.channels.LoopSubscriptions;
import java.util.concurrent.ScheduledExecutorService;

/** Objects that the connections of one event loop share: fan-out, heartbeat, and the loop as a timer. */
record LoopContext(LoopSubscriptions lane, Heartbeat heartbeat, ScheduledExecutorService timer) {}
