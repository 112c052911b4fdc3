package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When attempts are made (13.7). */
class BackoffTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void attempts_begin_at_doubling_distances_from_the_first() {
        Backoff exact = new Backoff(SECOND, () -> 0.5);

        assertThat(IntStream.rangeClosed(1, 8)
                        .mapToObj(failed ->
                                exact.next(failed, Duration.ZERO).orElseThrow().toSeconds()))
                .isEqualTo(List.of(1L, 3L, 7L, 15L, 31L, 63L, 127L, 255L));
        assertThat(exact.next(9, Duration.ZERO)).isEmpty();
    }

    @Test
    void what_an_attempt_took_is_not_waited_again() {
        Backoff exact = new Backoff(SECOND, () -> 0.5);

        assertThat(exact.next(5, Duration.ofSeconds(25))).contains(Duration.ofSeconds(6));
        assertThat(exact.next(1, Duration.ofSeconds(10))).contains(Duration.ZERO);
    }

    @Test
    void chance_spreads_them_and_the_last_still_begins_within_five_minutes() {
        assertThat(new Backoff(SECOND, () -> 0.0).next(8, Duration.ZERO)).contains(Duration.ofMillis(229_500));
        assertThat(new Backoff(SECOND, () -> 1.0).next(8, Duration.ZERO).orElseThrow())
                .isLessThan(Duration.ofMinutes(5));
    }
}
