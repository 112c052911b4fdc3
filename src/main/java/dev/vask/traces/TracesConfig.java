package dev.vask.traces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of the traces. */
@ConfigMapping(prefix = "vask.traces")
public interface TracesConfig {

    /** Collector that takes traces by OTLP over HTTP, as http://host:4318; no traces if absent. */
    Optional<String> endpoint();

    /** Which part of the publishes is traced, from 0 to 1, of those whose sender does not say by its traceparent. */
    @WithDefault("0.01")
    double sample();
}
