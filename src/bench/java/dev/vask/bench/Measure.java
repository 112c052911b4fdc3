package dev.vask.bench;

import org.jspecify.annotations.Nullable;

/**
 * One number of a result.
 *
 * @param name   what it is and its unit
 * @param atMost what the project wants it to be; null if it wants nothing
 */
record Measure(String name, double value, @Nullable Double atMost) {

    static Measure of(String name, double value) {
        return new Measure(name, value, null);
    }

    Measure wanted(double atMost) {
        return new Measure(name, value, atMost);
    }
}
