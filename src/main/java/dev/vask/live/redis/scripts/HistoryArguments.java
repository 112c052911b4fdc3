package dev.vask.live.redis.scripts;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryLimits;
import java.time.Duration;
import java.time.Instant;

/** The settings of an app's history as arguments of scripts: see {@code takeHistory} in {@code lua/prelude.lua}. */
final class HistoryArguments {

    private static final String OFF = "";
    private static final String SWITCHED_OFF = "off";

    private HistoryArguments() {}

    /**
     * Writes the arguments. Until all nodes know the settings, no client can resume, and their generation is another one than afterwards, so
     * that none can resume later from an event of that time.
     */
    static void write(ScriptArguments arguments, HistorySettings settings, HistoryLimits limits, Instant now) {
        if (!settings.enabled()) {
            arguments.text(settings.areKnownToAllNodes(now) ? OFF : SWITCHED_OFF);
            return;
        }
        arguments
                .number(settings.maxEvents())
                .number(Duration.ofSeconds(settings.ttlSeconds()).toMillis())
                .number(settings.maxBytes())
                .number(limits.appBytes())
                .number(limits.channels())
                .number(limits.replayBytes())
                .text(settings.since() + (settings.areKnownToAllNodes(now) ? "" : "w"));
    }
}
