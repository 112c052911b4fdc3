package dev.vask.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings for trying Vask out. */
@ConfigMapping(prefix = "vask")
public interface DemoConfig {

    /** Whether the start prints how to connect a client and publish an event, the secret of an app included. */
    @WithDefault("false")
    boolean demo();
}
