package dev.vask.live.redis.scripts;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryLimits;
import java.time.Duration;
import java.time.Instant;

/** The settings of an app's history as arguments of scripts: see {@code takeHistory} in {@code lua/prelude.lua}. */
final class HistoryArguments {

    private static final String OFF = "";

    private HistoryArguments() {}

    /**
     * Writes the arguments. Until all nodes know the settings, their generation is another one than afterwards, so that no client can resume
     * from an event of that time.
     */
    static void write(ScriptArguments arguments, HistorySettings settings, HistoryLimits limits, Instant now) {
        if (!settings.enabled()) {
            arguments.text(OFF);
            return;
        }
        arguments
                .number(settings.maxEvents())
                .number(Duration.ofSeconds(settings.ttlSeconds()).toMillis())
                .number(settings.maxBytes())
                .number(limits.appBytes())
                .number(limits.channels())
                .number(limits.replayBytes())
                .text(settings.since() + (now.toEpochMilli() < settings.since() ? "w" : ""));
    }
}
