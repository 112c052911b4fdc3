package dev.vask.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Limits for client addresses and connections. */
@ConfigMapping(prefix = "vask.edge")
public interface LimitsConfig {

    /** Networks like 10.0.0.0/8 whose X-Forwarded-For header is trusted. None if absent. */
    Optional<List<String>> trustedProxies();

    /** WebSocket connections per minute from one address. No limit if absent. */
    OptionalInt connectionsPerMinute();

    /** Wrong signatures per minute from one address. No limit if absent. */
    OptionalInt failedSignaturesPerMinute();

    /** Maximum time to receive the head of a request, and again to receive its body. Slower connections are closed. */
    @WithDefault("10s")
    Duration requestTimeout();

    /**
     * Maximum connections of this process, WebSocket and HTTP together. Above it, new ones are rejected with 4100 or 503. If absent,
     * one per 16 KiB of the maximum heap, but no more than the limit of open files allows.
     */
    OptionalInt maxConnections();

    /**
     * Whether frames are written directly to the network connection. If false, they are written through the API of Vert.x, which is
     * slower, and nothing depends on how Vert.x works inside.
     */
    @WithDefault("true")
    boolean directWrites();
}
