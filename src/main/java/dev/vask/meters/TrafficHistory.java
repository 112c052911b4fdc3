package dev.vask.meters;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of the last minutes on this node, of all apps together and of each app that has its own metrics. The intervals begin at
 * multiples of {@link #INTERVAL} since 1970, so that those of several nodes can be added. Thread-safe.
 */
@Singleton
public final class TrafficHistory {

    /** The length of an interval. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** The number of intervals that are kept. */
    public static final int POINTS = 120;

    private final Meters meters;
    private final InstantSource clock;
    private final Series all = new Series();
    private final Map<String, Series> byApp = new HashMap<>();
    private long lastInterval;

    /** One series of points, by the end of their interval in seconds since 1970, without those that are zero. */
    private static final class Series {
        final SortedMap<Long, Traffic> points = new TreeMap<>();
        Traffic before = Traffic.NONE;

        void add(long time, Traffic total) {
            Traffic point = total.since(before);
            if (!point.equals(Traffic.NONE)) {
                points.put(time, point);
            }
            before = total;
            points.headMap(time - (POINTS - 1) * INTERVAL.toSeconds()).clear();
        }
    }

    @Inject
    TrafficHistory(Meters meters) {
        this(meters, InstantSource.system());
    }

    TrafficHistory(Meters meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
        this.lastInterval = interval();
    }

    private long interval() {
        return clock.instant().getEpochSecond() / INTERVAL.toSeconds();
    }

    /** Adds a point if an interval has ended. Call it once a second. */
    public synchronized void tick() {
        long interval = interval();
        if (interval <= lastInterval) {
            return;
        }
        lastInterval = interval;
        long time = interval * INTERVAL.toSeconds();
        all.add(time, meters.traffic());
        meters.ownMeters().forEach((app, meter) -> byApp.computeIfAbsent(app, key -> new Series())
                .add(time, meter.traffic()));
    }

    /**
     * The points of an app, or of all apps, by the end of their interval in seconds since 1970. Points that are zero are missing.
     *
     * @param app null for all; an app without its own metrics has no points
     */
    public synchronized SortedMap<Long, Traffic> points(@Nullable String app) {
        Series series = app == null ? all : byApp.get(app);
        return series == null ? new TreeMap<>() : new TreeMap<>(series.points);
    }
}
