package dev.vask.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Settings of the WebSocket edge. */
@ConfigMapping(prefix = "vask.edge")
public interface EdgeConfig {

    /** Silence after which a socket is pinged; told to clients as activity_timeout, in whole seconds, at least 1. */
    @WithDefault("120s")
    Duration activityTimeout();

    /** How long a pinged socket may stay silent before it is closed with 4201. */
    @WithDefault("30s")
    Duration pongTimeout();

    /** Whether frames go straight into the network connection; false goes the slower way through WebSockets Next. */
    @WithDefault("true")
    boolean directWrites();

    /** Over how long the sockets of an instance that is told to stop are sent elsewhere, so that they do not all come at once. */
    @WithDefault("10s")
    Duration drain();

    /**
     * How old a connection may become before it is sent elsewhere (4200). For platforms that cut requests after some time: set
     * it to less, and clients come back at once instead of noticing late. Each connection's own limit is up to a tenth shorter,
     * so that those who came together do not come back together. Absent: any age.
     */
    Optional<Duration> maxConnectionAge();

    /** Bytes that a slow reader may owe before it is closed with 4100. Memory per slow socket grows with it. */
    @WithDefault("1048576")
    int outboundBytes();

    /**
     * Frames per second that a connection may send on average, control frames included. Above it, reading pauses, and the client
     * is slowed down by TCP.
     */
    @WithDefault("100")
    int commandsPerSecond();

    /** Frames that a connection may send at once after a rest, ahead of the rate. */
    @WithDefault("500")
    int commandBurst();

    /** How long a connection may stay above {@code commands-per-second} before it is closed with 4100. */
    @WithDefault("10s")
    Duration throttleTimeout();

    /** How long a WebSocket message may take from its first byte to its last before the connection is closed with 1008. */
    @WithDefault("10s")
    Duration messageTimeout();

    /**
     * Bytes of unfinished WebSocket messages that all connections of the process may hold together. A connection that would exceed
     * it is closed with 4100. Absent: a sixteenth of the maximum heap.
     */
    OptionalLong unfinishedBytes();
}
