package dev.vask.meters;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings for metrics. */
@ConfigMapping(prefix = "vask.metrics")
public interface MetersConfig {

    /** Number of apps with their own metrics; all others are counted together. Each app has about twenty time series. */
    @WithDefault("100")
    int apps();
}
