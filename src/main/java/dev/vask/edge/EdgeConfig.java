package dev.vask.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Settings for WebSocket connections. */
@ConfigMapping(prefix = "vask.edge")
public interface EdgeConfig {

    /** Idle time after which a connection is pinged. Sent to clients as activity_timeout, in whole seconds, at least 1. */
    @WithDefault("120s")
    Duration activityTimeout();

    /** Time to wait for an answer to a ping before the connection is closed with 4201. */
    @WithDefault("30s")
    Duration pongTimeout();

    /**
     * Time in which a connection must join a channel that needs authorization, or sign in, if its app has {@code authorized_connections}.
     * Otherwise it is closed with 4009.
     */
    @WithDefault("30s")
    Duration authorizationTimeout();

    /** Time over which a stopping node spreads the closing of its connections (4200), so that clients do not all reconnect at once. */
    @WithDefault("10s")
    Duration drain();

    /**
     * Maximum age of a connection. Older connections are closed with 4200, and the clients reconnect immediately. On platforms that
     * limit the duration of requests, set it below that limit. The age is shortened by a random part of up to a tenth, so that
     * clients do not all reconnect at once. If absent, there is no limit.
     */
    Optional<Duration> maxConnectionAge();

    /** Maximum bytes buffered for a slow client. A connection above it is closed with 4100. */
    @WithDefault("1048576")
    int outboundBytes();

    /**
     * Frames per second that a connection may send on average, including control frames. Above it, the server pauses reading, and
     * TCP slows the client down.
     */
    @WithDefault("100")
    int commandsPerSecond();

    /** Frames that a connection may send in a burst above {@code commands-per-second}. */
    @WithDefault("500")
    int commandBurst();

    /** How long a connection may stay above {@code commands-per-second} before it is closed with 4100. */
    @WithDefault("10s")
    Duration throttleTimeout();

    /** Maximum time from the first to the last byte of a WebSocket message. Slower connections are closed with 1008. */
    @WithDefault("10s")
    Duration messageTimeout();

    /**
     * Maximum bytes of incomplete WebSocket messages in the whole process. A connection that would exceed it is closed with 4100. If
     * absent, a sixteenth of the maximum heap.
     */
    OptionalLong unfinishedBytes();
}
