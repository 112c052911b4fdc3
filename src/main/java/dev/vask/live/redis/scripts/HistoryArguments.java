package dev.vask.live.redis.scripts;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryLimits;
import java.time.Duration;
import java.time.Instant;

/** The settings of an app's history as arguments of scripts: see {@code history} in {@code lua/prelude.lua}. */
final class HistoryArguments {

    private static final String OFF = "";
    private static final String SWITCHED_OFF = "off";

    private HistoryArguments() {}

    /**
     * Writes the arguments. Until all nodes know the settings, no client can resume, and their generation is another one than afterwards, so
     * that none can resume later from an event of that time.
     */
    static void write(ScriptArguments arguments, HistorySettings settings, HistoryLimits limits, Instant now) {
        arguments.text(generation(settings, now));
        if (settings.enabled()) {
            arguments.numbers(
                    settings.maxEvents(),
                    Duration.ofSeconds(settings.ttlSeconds()).toMillis(),
                    settings.maxBytes(),
                    limits.appBytes(),
                    limits.channels(),
                    limits.replayBytes());
        } else {
            arguments.numbers(0, 0, 0, 0, 0, 0);
        }
    }

    private static String generation(HistorySettings settings, Instant now) {
        boolean areKnown = settings.areKnownToAllNodes(now);
        if (settings.enabled()) {
            return settings.since() + (areKnown ? "" : "w");
        }
        return areKnown ? OFF : SWITCHED_OFF;
    }
}
