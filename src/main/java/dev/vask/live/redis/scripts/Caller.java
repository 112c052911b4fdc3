package dev.vask.live.redis.scripts;

/** In whose name scripts run. */
public interface Caller {

    /** The current name of this node. */
    String node();

    /** The run of Redis that the node is connected to. */
    String run();
}
