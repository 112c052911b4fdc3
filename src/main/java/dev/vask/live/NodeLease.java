package dev.vask.live;

/**
 * A node of the service, as its lease shows it.
 *
 * @param node        the name of the node
 * @param isAlive     whether its lease has not ended; else other nodes release its state
 * @param remainingMillis time until the lease ends, unless it is renewed; 0 if it has ended
 */
public record NodeLease(String node, boolean isAlive, long remainingMillis) {}
