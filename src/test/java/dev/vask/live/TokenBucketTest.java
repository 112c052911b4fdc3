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

    /** A wish to take, so long after the one before. */
    record Wish(long after, int weight) {}

    private record Taken(long at, int weight) {}

    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Long> pauses = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, SECOND / 50),
                Arbitraries.longs().between(0, 3 * SECOND));
        Arbitrary<Integer> weights = Arbitraries.integers().between(1, 12);
        return Combinators.combine(pauses, weights).as(Wish::new).list().ofMaxSize(80);
    }

    @Test
    void so_many_pass_at_once_after_a_rest_and_no_more() {
        TokenBucket bucket = new TokenBucket(10, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(bucket.take(1, 10, 0)).isZero();
        }

        assertThat(bucket.take(1, 10, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(1, 10, 3600 * SECOND)).isZero();
        assertThat(bucket.take(10, 10, 3600 * SECOND)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void what_is_refused_takes_nothing() {
        TokenBucket bucket = new TokenBucket(10, 0);
        bucket.take(8, 10, 0);

        assertThat(bucket.take(3, 10, 0)).isPositive();

        assertThat(bucket.take(2, 10, 0)).isZero();
    }

    @Test
    void more_than_it_holds_passes_when_it_is_full_and_is_paid_for_after() {
        TokenBucket bucket = new TokenBucket(2, 0);

        assertThat(bucket.take(10, 2, 0)).isZero();

        assertThat(bucket.take(1, 2, 0)).isEqualTo(Duration.ofMillis(4_500)); // eight are owed, and then comes one
        assertThat(bucket.take(10, 2, 5 * SECOND - 1)).isEqualTo(Duration.ofNanos(1));
        assertThat(bucket.take(10, 2, 5 * SECOND)).isZero();
    }

    @Test
    void a_rate_that_changes_counts_at_once() {
        TokenBucket bucket = new TokenBucket(100, 0);
        assertThat(bucket.take(5, 5, 0)).isZero();
        assertThat(bucket.take(1, 5, 0)).isEqualTo(Duration.ofMillis(200));

        assertThat(bucket.take(1, 1_000, 0)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void a_rest_of_years_at_a_high_rate_fills_it_and_no_more() {
        for (int rate : new int[] {1, 1_000_000, Integer.MAX_VALUE}) {
            TokenBucket bucket = new TokenBucket(rate, 0);
            assertThat(bucket.take(rate, rate, 0)).isZero();

            assertThat(bucket.take(rate, rate, 200L * 365 * 86_400 * SECOND)).isZero();
            assertThat(bucket.take(1, rate, 200L * 365 * 86_400 * SECOND)).isPositive();
        }
    }

    @Test
    void it_says_whether_it_is_full() {
        TokenBucket bucket = new TokenBucket(2, 0);
        assertThat(bucket.isFull(2, 0)).isTrue();
        bucket.take(1, 2, 0);

        assertThat(bucket.isFull(2, SECOND / 2 - 1)).isFalse();
        assertThat(bucket.isFull(2, SECOND / 2)).isTrue();
    }

    @Property
    void in_any_span_no_more_pass_than_the_rate_and_one_bucket_or_one_heavy_wish(
            @ForAll("wishes") List<Wish> wishes, @ForAll @IntRange(min = 1, max = 30) int rate) {
        TokenBucket bucket = new TokenBucket(rate, 0);
        List<Taken> taken = new ArrayList<>();
        long now = 0;
        for (Wish wish : wishes) {
            now += wish.after;
            if (bucket.take(wish.weight, rate, now).isZero()) {
                taken.add(new Taken(now, wish.weight));
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
    void who_waits_as_long_as_it_was_told_and_no_longer_may_pass(
            @ForAll("wishes") List<Wish> wishes,
            @ForAll @Positive int rate,
            @ForAll @LongRange(min = 0, max = 1L << 61) long start) {
        TokenBucket bucket = new TokenBucket(rate, start);
        long now = start;
        for (Wish wish : wishes) {
            now += wish.after;
            Duration wait = bucket.take(wish.weight, rate, now);
            if (wait.isPositive()) {
                assertThat(bucket.take(wish.weight, rate, now + wait.toNanos() - 1))
                        .isEqualTo(Duration.ofNanos(1));
                now += wait.toNanos();
                assertThat(bucket.take(wish.weight, rate, now)).isZero();
            }
        }
    }

    @Property
    void a_clock_that_is_set_back_does_no_harm(
            @ForAll("wishes") List<Wish> wishes,
            @ForAll @IntRange(min = 1, max = 30) int rate,
            @ForAll @LongRange(min = 0, max = 86_400) long secondsBack) {
        TokenBucket bucket = new TokenBucket(rate, 100_000 * SECOND);
        long now = 100_000 * SECOND;
        for (Wish wish : wishes) {
            now += wish.after;
            bucket.take(wish.weight, rate, now);
        }

        now -= secondsBack * SECOND;
        Duration wait = bucket.take(1, rate, now);

        assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(12)); // of the heaviest wish, at the lowest rate
        assertThat(wait.isZero() || bucket.take(1, rate, now + wait.toNanos()).isZero())
                .isTrue();
    }
}
