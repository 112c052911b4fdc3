package dev.vask.live.redis.membership;

import dev.vask.live.Inbox;
import dev.vask.live.LiveStateInterruption;
import dev.vask.traces.Traces;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What a node reports to.
 *
 * @param inbox         receives the messages for this node
 * @param interruptions called when the clients of this node must reconnect
 * @param roundTrips    receives the duration of each command in nanoseconds
 * @param traces        continues the traces of other nodes
 */
public record NodePorts(
        Inbox inbox, Consumer<LiveStateInterruption> interruptions, LongConsumer roundTrips, Traces traces) {}
