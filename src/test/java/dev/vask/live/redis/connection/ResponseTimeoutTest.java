package dev.vask.live.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds and set by the tests. */
class ResponseTimeoutTest {

    private static final int INTERVAL = 300;
    private static final int TIMEOUT = 3_000;

    private final ResponseTimeout timeout =
            new ResponseTimeout(Duration.ofMillis(INTERVAL), Duration.ofMillis(TIMEOUT), 0);

    private boolean isOverAt(long millis) {
        return timeout.isOver(Duration.ofMillis(millis).toNanos());
    }

    private void receivedAt(long millis) {
        timeout.received(Duration.ofMillis(millis).toNanos());
    }

    /** The time of the first check at which the timeout is over. */
    private long over(long from, int interval) {
        long now = from + interval;
        while (!isOverAt(now)) {
            now += interval;
            assertThat(now).as("the time").isLessThan(from + 100 * TIMEOUT);
        }
        return now - from;
    }

    @Test
    void a_process_that_runs_notices_a_broken_connection_after_the_timeout() {
        assertThat(over(0, INTERVAL)).isEqualTo(TIMEOUT + INTERVAL);
    }

    @Test
    void a_connection_that_receives_is_not_broken() {
        for (int now = INTERVAL; now < 10 * TIMEOUT; now += INTERVAL) {
            receivedAt(now - 10);
            assertThat(isOverAt(now)).isFalse();
        }
    }

    @Test
    void the_time_starts_again_with_each_message() {
        assertThat(isOverAt(INTERVAL)).isFalse();
        receivedAt(400);

        assertThat(over(INTERVAL, INTERVAL)).isEqualTo(TIMEOUT + INTERVAL);
    }

    @Test
    void a_check_that_comes_late_does_not_blame_the_connection() {
        assertThat(isOverAt(INTERVAL)).isFalse();

        assertThat(isOverAt(INTERVAL + 5 * TIMEOUT))
                .as("the process did not run")
                .isFalse();
        assertThat(timeout.delayed()).isEqualTo(Duration.ofMillis(5 * TIMEOUT - INTERVAL));
    }

    @Test
    void after_a_delay_a_connection_that_still_receives_nothing_is_broken() {
        assertThat(isOverAt(5 * TIMEOUT)).isFalse();

        assertThat(over(5 * TIMEOUT, INTERVAL)).isEqualTo(TIMEOUT);
    }

    @Test
    void a_process_that_is_slow_all_the_time_notices_a_broken_connection_later() {
        assertThat(over(0, 2 * INTERVAL)).isBetween(2L * TIMEOUT, 2L * TIMEOUT + 2 * INTERVAL);
    }

    @Test
    void a_delay_before_the_last_message_does_not_count() {
        assertThat(isOverAt(TIMEOUT - 1)).isFalse();
        receivedAt(TIMEOUT);

        assertThat(over(TIMEOUT - 1, INTERVAL)).isEqualTo(TIMEOUT + INTERVAL);
        assertThat(timeout.delayed()).isZero();
    }

    @Test
    void the_part_of_a_delay_after_a_message_counts() {
        receivedAt(1_000);

        assertThat(isOverAt(1_000 + 2 * TIMEOUT)).isFalse();
        assertThat(timeout.delayed()).isEqualTo(Duration.ofMillis(2 * TIMEOUT - INTERVAL));
    }
}
