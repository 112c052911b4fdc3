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

    /** How long a connection may take to send the head of its first request, and a request of a backend to send its body. */
    @WithDefault("10s")
    Duration requestTimeout();
}
