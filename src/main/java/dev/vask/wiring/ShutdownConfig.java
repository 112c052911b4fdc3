package dev.vask.wiring;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** Settings of the shutdown. */
@ConfigMapping(prefix = "vask.shutdown")
public interface ShutdownConfig {

    /**
     * Time between the report that the node is not ready and the end of its service, in which load balancers stop sending requests. If
     * absent, 5 s in a cluster and 0 in standalone mode.
     */
    Optional<Duration> delay();
}
