package dev.vask.traces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings for traces. */
@ConfigMapping(prefix = "vask.traces")
public interface TracesConfig {

    /** Address of an OTLP/HTTP collector, like http://host:4318. If absent, no traces are exported. */
    Optional<String> endpoint();

    /** Share of publishes without a traceparent that are traced, from 0 to 1. A traceparent decides for its own publish. */
    @WithDefault("0.01")
    double sample();
}
