package dev.vask.bench;

import org.jspecify.annotations.Nullable;

/**
 * One figure of a result.
 *
 * @param name   what is measured, and the unit
 * @param atMost the project's target; null if absent
 */
record Measure(String name, double value, @Nullable Double atMost) {

    static Measure of(String name, double value) {
        return new Measure(name, value, null);
    }
}
