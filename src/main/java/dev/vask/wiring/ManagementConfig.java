package dev.vask.wiring;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the management port. */
@Unremovable // nothing injects it, and Quarkus knows only mappings that are beans
@ConfigMapping(prefix = "vask.management")
public interface ManagementConfig {

    /** Port for metrics, detailed health, the OpenAPI document, the admin API and the console; 0 for a free one. */
    @WithDefault("9000")
    int port();
}
