package dev.vask.terraform.vask;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations: {@code 30s}, {@code 1h30m}, {@code 90d}. */
final class Durations {

    /** The constraint, as a phrase after {@code must be}. */
    static final String SYNTAX = "a duration of at least 1s, like 30s, 1h30m or 90d (units: d, h, m, s)";

    private static final Pattern WHOLE =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,8})m)?(?:(\\d{1,8})s)?");

    private Durations() {}

    /** Parses a duration, empty if the text is invalid. */
    static Optional<Duration> parse(String text) {
        Matcher parts = WHOLE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration duration = Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4));
        return duration.isPositive() ? Optional.of(duration) : Optional.empty();
    }

    private static long part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }
}
