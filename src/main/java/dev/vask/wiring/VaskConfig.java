package dev.vask.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What this process is. */
@ConfigMapping(prefix = "vask")
public interface VaskConfig {

    /** The app that a standalone server has from its start, if both are set. */
    FirstApp app();

    /** One app, from the settings. */
    interface FirstApp {

        /** Key of the app: 1 to 64 characters of A-Z a-z 0-9 _ -. */
        Optional<String> key();

        /** Secret of the app, known to its backend alone. */
        Optional<String> secret();

        /** Whether sockets of the app may publish client events. */
        @WithDefault("false")
        boolean clientEvents();

        /** Whether subscribers of the app's channels hear how many they are. */
        @WithDefault("false")
        boolean subscriptionCounts();
    }
}
