package dev.vask.live.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of a node of a cluster. */
@ConfigMapping(prefix = "vask.cluster")
public interface ClusterConfig {

    /** How long a node that says nothing is believed to live, 3 s at least. Then its members leave and its channels are vacated. */
    @WithDefault("15s")
    Duration lease();

    /** What the names of all keys in Redis begin with. Deployments with different prefixes on one Redis never meet. */
    @WithDefault("vask")
    String prefix();
}
