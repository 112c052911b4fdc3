package dev.vask.meters;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the metrics. */
@ConfigMapping(prefix = "vask.metrics")
public interface MetersConfig {

    /** How many apps have metrics of their own; those that come later are counted together. Each app is some twenty time series. */
    @WithDefault("100")
    int apps();
}
