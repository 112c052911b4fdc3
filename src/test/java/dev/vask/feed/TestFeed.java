package dev.vask.feed;

import dev.vask.meters.TestMeters;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.Map;

/** Feeds for tests of one class. */
public final class TestFeed {

    private static final Vertx VERTX = Vertx.vertx();

    private TestFeed() {}

    /** A feed that nobody watches, until a test does. */
    public static Feed create(TestMeters meters) {
        return create(meters, Map.of());
    }

    /** The same with settings. */
    static Feed create(TestMeters meters, Map<String, String> settings) {
        return new Feed(config(settings), new NodeBus(), VERTX, meters.meters());
    }

    static FeedConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(FeedConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(FeedConfig.class);
    }
}
