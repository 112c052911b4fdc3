package dev.vask.live.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings for cluster nodes. */
@ConfigMapping(prefix = "vask.cluster")
public interface ClusterConfig {

    /** Time after its last heartbeat at which a node counts as expired, at least 3 s. Then its state is released. */
    @WithDefault("15s")
    Duration lease();

    /** Prefix of all keys in Redis. Deployments with different prefixes can share one Redis. */
    @WithDefault("vask")
    String prefix();
}
