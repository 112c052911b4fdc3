package dev.vask.bench.pieces;

import dev.vask.feed.Feed;
import dev.vask.feed.TestFeed;
import dev.vask.meters.TestMeters;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the live feed costs while nobody watches: once per publish request, and a few times per connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UnwatchedFeedBenchmark {

    private final Feed feed = TestFeed.create(new TestMeters());
    public String app = "shop";

    @Benchmark
    public boolean isWatched() {
        return feed.isWatched(app);
    }
}
