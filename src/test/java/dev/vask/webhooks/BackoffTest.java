package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The schedule of delivery attempts (13.7). */
class BackoffTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void attempts_start_at_doubling_intervals() {
        Backoff withoutJitter = new Backoff(SECOND, () -> 0.5);

        assertThat(IntStream.rangeClosed(1, 8).mapToObj(failed -> withoutJitter
                        .next(failed, Duration.ZERO)
                        .orElseThrow()
                        .toSeconds()))
                .isEqualTo(List.of(1L, 3L, 7L, 15L, 31L, 63L, 127L, 255L));
        assertThat(withoutJitter.next(9, Duration.ZERO)).isEmpty();
    }

    @Test
    void the_time_since_the_first_attempt_is_subtracted_from_the_wait() {
        Backoff withoutJitter = new Backoff(SECOND, () -> 0.5);

        assertThat(withoutJitter.next(5, Duration.ofSeconds(25))).contains(Duration.ofSeconds(6));
        assertThat(withoutJitter.next(1, Duration.ofSeconds(10))).contains(Duration.ZERO);
    }

    @Test
    void the_jitter_keeps_the_last_attempt_within_five_minutes() {
        assertThat(new Backoff(SECOND, () -> 0.0).next(8, Duration.ZERO)).contains(Duration.ofMillis(229_500));
        assertThat(new Backoff(SECOND, () -> 1.0).next(8, Duration.ZERO).orElseThrow())
                .isLessThan(Duration.ofMinutes(5));
    }
}
