package dev.vask.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What strangers may do. */
@ConfigMapping(prefix = "vask.edge")
public interface GuardConfig {

    /** Networks like 10.0.0.0/8 whose X-Forwarded-For is believed; none if absent. */
    Optional<List<String>> trustedProxies();

    /** WebSockets that one address may open in a minute; any number if absent. */
    OptionalInt connectionsPerMinute();

    /** Wrong signatures that one address may send in a minute; any number if absent. */
    OptionalInt failedSignaturesPerMinute();

    /** How long the head of a request may take to arrive, and then its body. Then the connection is closed. */
    @WithDefault("10s")
    Duration requestTimeout();

    /**
     * Connections of this process, WebSocket and HTTP together. Above it, new ones are rejected with 4100 or 503. Absent: one for
     * each 16 KiB of the maximum heap, and no more than the limit of open files leaves.
     */
    OptionalInt maxConnections();
}
