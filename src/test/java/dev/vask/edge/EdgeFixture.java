package dev.vask.edge;

import dev.vask.feed.TestFeed;
import dev.vask.meters.Bound;
import dev.vask.meters.TestMeters;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import io.netty.channel.embedded.EmbeddedChannel;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The limits of connections, from settings, and access to what connections do. */
public final class EdgeFixture {

    private final TestMeters meters = new TestMeters();
    private final EdgeConfig config;
    private final FrameLimits limits;
    private long now = System.nanoTime();

    private EdgeFixture(Map<String, String> settings) {
        config = new SmallRyeConfigBuilder()
                .withMapping(EdgeConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(EdgeConfig.class);
        limits = new FrameLimits(config, meters.meters(), () -> now);
    }

    /** Limits with these settings, and the defaults for all others. */
    public static EdgeFixture with(Map<String, String> settings) {
        return new EdgeFixture(settings);
    }

    public FrameLimits limits() {
        return limits;
    }

    /** Advances the clock of the limits, which otherwise stands still, and that of an event loop in steps of a millisecond. */
    public void advance(EmbeddedChannel loop, Duration time) {
        for (long i = 0; i < time.toMillis(); i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            loop.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            loop.runScheduledPendingTasks();
        }
    }

    public TestMeters meters() {
        return meters;
    }

    /** The live feed, which nobody watches. */
    SessionFeed feed() {
        return new SessionFeed(TestFeed.create(meters));
    }

    EdgeConfig config() {
        return config;
    }

    public double rejected(Bound bound) {
        return meters.rejected(bound);
    }

    /** A frame of this text. */
    public static Frame frame(String text) {
        return Frame.ofText(text, System.nanoTime(), null);
    }

    /** Delivers an event of this text. */
    public static void deliver(ClientConnection connection, String text) {
        connection.deliver(frame(text));
    }

    /** Closes the connection as a session does. */
    public static void close(ClientConnection connection, ErrorCode code) {
        connection.close(code, "Expected.");
    }
}
