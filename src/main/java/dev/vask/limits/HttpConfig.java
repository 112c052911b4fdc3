package dev.vask.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings for HTTP connections. */
@ConfigMapping(prefix = "vask.http")
public interface HttpConfig {

    /**
     * Time after which a connection without a request is closed, and the time a client has to read a response. It does not apply to
     * WebSocket connections.
     */
    @WithDefault("60s")
    Duration idleTimeout();
}
