package dev.vask.edge;

import dev.vask.channels.Lane;
import java.util.concurrent.ScheduledExecutorService;

/** What the sockets of one event loop share: fan-out, flushing, the heartbeat, and the loop itself as a timer. */
record EdgeLoop(Lane lane, Flusher flusher, Heartbeat heartbeat, ScheduledExecutorService timer) {}
