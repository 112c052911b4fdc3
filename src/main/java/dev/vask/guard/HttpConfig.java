package dev.vask.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of HTTP connections. */
@ConfigMapping(prefix = "vask.http")
public interface HttpConfig {

    /**
     * How long a connection may stay open without a request, and how long a client may take to read what was answered. Then it is
     * closed. WebSocket connections are not affected.
     */
    @WithDefault("60s")
    Duration idleTimeout();
}
