package dev.vask.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A take, with its delay after the previous one. */
    record Request(long delay, int weight) {}

    private record Taken(long at, int weight) {}

    @Provide
    Arbitrary<List<Request>> requests() {
        Arbitrary<Long> pauses = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, SECOND / 50),
                Arbitraries.longs().between(0, 3 * SECOND));
        Arbitrary<Integer> weights = Arbitraries.integers().between(1, 12);
        return Combinators.combine(pauses, weights).as(Request::new).list().ofMaxSize(80);
    }

    @Test
    void a_full_bucket_allows_one_burst() {
        TokenBucket bucket = new TokenBucket(10, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(bucket.take(1, 10, 0)).isZero();
        }

        assertThat(bucket.take(1, 10, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(1, 10, 3600 * SECOND)).isZero();
        assertThat(bucket.take(10, 10, 3600 * SECOND)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void a_rejected_take_uses_no_tokens() {
        TokenBucket bucket = new TokenBucket(10, 0);
        bucket.take(8, 10, 0);

        assertThat(bucket.take(3, 10, 0)).isPositive();

        assertThat(bucket.take(2, 10, 0)).isZero();
    }

    @Test
    void a_take_above_the_size_leaves_a_negative_balance() {
        TokenBucket bucket = new TokenBucket(2, 0);

        assertThat(bucket.take(10, 2, 0)).isZero();

        assertThat(bucket.take(1, 2, 0)).isEqualTo(Duration.ofMillis(4_500)); // a debt of eight, and one more
        assertThat(bucket.take(10, 2, 5 * SECOND - 1)).isEqualTo(Duration.ofNanos(1));
        assertThat(bucket.take(10, 2, 5 * SECOND)).isZero();
    }

    @Test
    void a_changed_rate_applies_immediately() {
        TokenBucket bucket = new TokenBucket(100, 0);
        assertThat(bucket.take(5, 5, 0)).isZero();
        assertThat(bucket.take(1, 5, 0)).isEqualTo(Duration.ofMillis(200));

        assertThat(bucket.take(1, 1_000, 0)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void a_pause_of_years_at_a_high_rate_does_not_overflow() {
        for (int rate : new int[] {1, 1_000_000, Integer.MAX_VALUE}) {
            TokenBucket bucket = new TokenBucket(rate, 0);
            assertThat(bucket.take(rate, rate, 0)).isZero();

            assertThat(bucket.take(rate, rate, 200L * 365 * 86_400 * SECOND)).isZero();
            assertThat(bucket.take(1, rate, 200L * 365 * 86_400 * SECOND)).isPositive();
        }
    }

    @Test
    void it_reports_whether_it_is_full() {
        TokenBucket bucket = new TokenBucket(2, 0);
        assertThat(bucket.isFull(2, 0)).isTrue();
        bucket.take(1, 2, 0);

        assertThat(bucket.isFull(2, SECOND / 2 - 1)).isFalse();
        assertThat(bucket.isFull(2, SECOND / 2)).isTrue();
    }

    @Property
    void no_interval_exceeds_the_rate_plus_one_burst(
            @ForAll("requests") List<Request> requests, @ForAll @IntRange(min = 1, max = 30) int rate) {
        TokenBucket bucket = new TokenBucket(rate, 0);
        List<Taken> taken = new ArrayList<>();
        long now = 0;
        for (Request request : requests) {
            now += request.delay;
            if (bucket.take(request.weight, rate, now).isZero()) {
                taken.add(new Taken(now, request.weight));
            }
        }

        for (int from = 0; from < taken.size(); from++) {
            long sum = 0;
            for (int to = from; to < taken.size(); to++) {
                int last = taken.get(to).weight;
                double refilled = (double) (taken.get(to).at - taken.get(from).at) * rate / SECOND;
                sum += last;
                assertThat(sum - Math.max(0, last - rate))
                        .isLessThanOrEqualTo((long) Math.floor(refilled + 1e-6) + rate);
            }
        }
    }

    @Property
    void a_take_is_allowed_exactly_after_the_returned_time(
            @ForAll("requests") List<Request> requests,
            @ForAll @Positive int rate,
            @ForAll @LongRange(min = 0, max = 1L << 61) long start) {
        TokenBucket bucket = new TokenBucket(rate, start);
        long now = start;
        for (Request request : requests) {
            now += request.delay;
            Duration wait = bucket.take(request.weight, rate, now);
            if (wait.isPositive()) {
                assertThat(bucket.take(request.weight, rate, now + wait.toNanos() - 1))
                        .isEqualTo(Duration.ofNanos(1));
                now += wait.toNanos();
                assertThat(bucket.take(request.weight, rate, now)).isZero();
            }
        }
    }

    @Property
    void a_clock_that_is_set_back_does_not_block(
            @ForAll("requests") List<Request> requests,
            @ForAll @IntRange(min = 1, max = 30) int rate,
            @ForAll @LongRange(min = 0, max = 86_400) long secondsBack) {
        TokenBucket bucket = new TokenBucket(rate, 100_000 * SECOND);
        long now = 100_000 * SECOND;
        for (Request request : requests) {
            now += request.delay;
            bucket.take(request.weight, rate, now);
        }

        now -= secondsBack * SECOND;
        Duration wait = bucket.take(1, rate, now);

        assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(12)); // the greatest weight at the lowest rate
        assertThat(wait.isZero() || bucket.take(1, rate, now + wait.toNanos()).isZero())
                .isTrue();
    }
}
