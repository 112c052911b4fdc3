package dev.vask.webhooks;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The schedule of delivery attempts: they start about 0, 1, 3, 7, 15, 31, 63, 127 and 255 times the base after the first one, with
 * a random part so that they spread out (13.7).
 *
 * @param base   the unit
 * @param random random numbers from 0 to 1
 */
record Backoff(Duration base, DoubleSupplier random) {

    private static final int MAX_ATTEMPTS = 9;
    private static final double JITTER = 0.1;

    /**
     * Returns the time to wait before the next attempt.
     *
     * @param failed  the number of failed attempts, at least one
     * @param elapsed the time since the start of the first attempt
     * @return empty if that was the last attempt
     */
    Optional<Duration> next(int failed, Duration elapsed) {
        if (failed >= MAX_ATTEMPTS) {
            return Optional.empty();
        }
        double units = ((1L << failed) - 1) * (1 - JITTER + 2 * JITTER * random.getAsDouble());
        Duration wait = Duration.ofNanos((long) (base.toNanos() * units)).minus(elapsed);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    }
}
