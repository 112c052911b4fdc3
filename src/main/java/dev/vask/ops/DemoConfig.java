package dev.vask.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings for evaluation. */
@ConfigMapping(prefix = "vask")
public interface DemoConfig {

    /** Whether the server prints at startup how to connect a client and publish an event, including the secret of an app. */
    @WithDefault("false")
    boolean demo();
}
