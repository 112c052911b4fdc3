package dev.vask.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRateTest {

    private static final long INTERVAL = 10;
    private static final int BURST = 5;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000, Long.MAX_VALUE - 20, Long.MIN_VALUE})
    void a_burst_passes_at_once_and_then_one_per_interval(long start) {
        FrameRate rate = new FrameRate(INTERVAL, BURST * INTERVAL, start);

        for (int i = 0; i < BURST; i++) {
            assertThat(rate.delay(start)).isNotPositive();
            rate.take(start);
        }

        assertThat(rate.delay(start)).isEqualTo(INTERVAL);
        assertThat(rate.delay(start + INTERVAL)).isZero();
        rate.take(start + INTERVAL);
        assertThat(rate.delay(start + INTERVAL)).isEqualTo(INTERVAL);
    }

    @Test
    void a_long_pause_allows_one_burst_only() {
        FrameRate rate = new FrameRate(INTERVAL, BURST * INTERVAL, 0);
        long later = 1_000_000;

        for (int i = 0; i < BURST; i++) {
            assertThat(rate.delay(later)).isNotPositive();
            rate.take(later);
        }

        assertThat(rate.delay(later)).isPositive();
    }
}
