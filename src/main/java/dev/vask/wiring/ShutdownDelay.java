package dev.vask.wiring;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** How long a stopping node continues to serve, so that load balancers notice that it is not ready. */
@Singleton
final class ShutdownDelay {

    private static final Duration IN_CLUSTER = Duration.ofSeconds(5);

    private final Duration duration;

    ShutdownDelay(ShutdownConfig config, VaskConfig node) {
        this.duration = of(config.delay(), node.mode());
    }

    /** The value of the setting, or the default of the mode. */
    static Duration of(Optional<Duration> setting, VaskConfig.Mode mode) {
        return setting.orElse(
                switch (mode) {
                    case STANDALONE -> Duration.ZERO;
                    case CLUSTER -> IN_CLUSTER;
                });
    }

    /**
     * Checks the setting.
     *
     * @throws ConfigurationException if it is invalid; the message is for the operator
     */
    void check() {
        if (duration.isNegative()) {
            throw new ConfigurationException(
                    "Invalid value for vask.shutdown.delay: must be 0 or longer, found %s.".formatted(duration));
        }
    }

    Duration duration() {
        return duration;
    }
}
