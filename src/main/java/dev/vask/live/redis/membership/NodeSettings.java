package dev.vask.live.redis.membership;

import dev.vask.live.StateLimits;
import dev.vask.live.redis.scripts.Slices;
import java.time.Duration;

/**
 * The settings of a node, which all nodes of a cluster share.
 *
 * @param prefix prefix of all keys in Redis
 * @param lease  time after its last heartbeat at which the state of a node is released
 * @param grace  how long webhook events that can be reverted are delayed (13.10)
 * @param limits limits of each app
 * @param slices how much one call of a script does
 */
public record NodeSettings(String prefix, Duration lease, Duration grace, StateLimits limits, Slices slices) {

    /** Settings with the default slices. */
    public NodeSettings(String prefix, Duration lease, Duration grace, StateLimits limits) {
        this(prefix, lease, grace, limits, Slices.DEFAULT);
    }
}
