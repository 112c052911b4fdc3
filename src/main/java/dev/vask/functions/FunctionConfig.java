package dev.vask.functions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings for functions, and for the ticks of schedulers. */
@ConfigMapping(prefix = "vask.function")
public interface FunctionConfig {

    /** Token with which a scheduler calls the ticks under /functions, at least 24 characters. If absent, they respond with 404. */
    Optional<String> tickToken();

    /** Whether the ticks are served without a token. For a service that only the cluster can reach. */
    @WithDefault("false")
    boolean openTicks();

    /** Time in which a tick starts work. It then ends what it has started. */
    @WithDefault("20s")
    Duration tickBudget();

    /** Maximum time for which a response with the role function waits until counters, last-use dates and traces are stored. */
    @WithDefault("500ms")
    Duration flushTimeout();

    /** Beginning of the paths that API Gateway adds, like /push. It is removed before a request is verified. For AWS Lambda only. */
    Optional<String> pathPrefix();
}
