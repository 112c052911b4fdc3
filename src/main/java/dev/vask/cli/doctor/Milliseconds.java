package dev.vask.cli.doctor;

import java.util.Locale;

/** Formats measured times. */
final class Milliseconds {

    private Milliseconds() {}

    static String of(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
