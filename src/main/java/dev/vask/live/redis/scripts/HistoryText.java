package dev.vask.live.redis.scripts;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The settings of an app's history as an argument of scripts: see {@code openHistory} in {@code lua/prelude.lua}. */
final class HistoryText {

    private static final String OFF = "";

    private HistoryText() {}

    /**
     * The argument. Until all nodes know the settings, their generation is another one than afterwards, so that no client can resume from
     * an event of that time.
     */
    static String of(HistorySettings settings, HistoryLimits limits, Instant now) {
        if (!settings.enabled()) {
            return OFF;
        }
        return LongStream.of(
                                settings.maxEvents(),
                                Duration.ofSeconds(settings.ttlSeconds()).toMillis(),
                                settings.maxBytes(),
                                limits.appBytes(),
                                limits.channels(),
                                limits.replayBytes(),
                                settings.since())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(";"))
                + (now.toEpochMilli() < settings.since() ? "w" : "");
    }
}
