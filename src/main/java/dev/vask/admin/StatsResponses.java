package dev.vask.admin;

import dev.vask.live.Usage;
import dev.vask.meters.Traffic;
import dev.vask.meters.TrafficHistory;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The responses of {@link StatsResource} and {@link AppStatsResource}. */
final class StatsResponses {

    private static final long INTERVAL = TrafficHistory.INTERVAL.toSeconds();

    /** By then all nodes have the point of an interval that has ended. */
    private static final Duration COMPLETE_AFTER = Duration.ofSeconds(2);

    private StatsResponses() {}

    /** The traffic of all apps. */
    @RegisterForReflection
    @Schema(
            name = "Stats",
            requiredProperties = {"interval_seconds", "points"})
    record OfServer(
            @Schema(minimum = "1", description = "Length of an interval")
            long intervalSeconds,

            @Schema(description = "The last 10 minutes, oldest first")
            List<Point> points) {

        static OfServer of(SortedMap<Long, Traffic> traffic, Instant now) {
            return new OfServer(INTERVAL, Point.of(traffic, now));
        }
    }

    /** The traffic of an app. */
    @RegisterForReflection
    @Schema(
            name = "AppStats",
            requiredProperties = {"interval_seconds", "connections", "channels", "points"})
    record OfApp(
            @Schema(minimum = "1", description = "Length of an interval")
            long intervalSeconds,

            @Schema(minimum = "0", description = "Open connections now")
            long connections,

            @Schema(minimum = "0", description = "Occupied channels now")
            long channels,

            @Schema(description = "The last 10 minutes, oldest first")
            List<Point> points) {

        static OfApp of(Usage usage, SortedMap<Long, Traffic> traffic, Instant now) {
            return new OfApp(INTERVAL, usage.connections(), usage.channels(), Point.of(traffic, now));
        }
    }

    /** The traffic in an interval, summed over all nodes. */
    @RegisterForReflection
    @Schema(
            name = "StatsPoint",
            requiredProperties = {
                "time",
                "connections",
                "messages_in",
                "messages_out",
                "published",
                "delivered",
                "rejected"
            })
    record Point(
            @Schema(description = "End of the interval, in RFC 3339")
            String time,

            @Schema(minimum = "0", description = "Open connections at the end of the interval")
            long connections,

            @Schema(minimum = "0", description = "WebSocket messages from clients in the interval")
            long messagesIn,

            @Schema(minimum = "0", description = "WebSocket messages to clients in the interval")
            long messagesOut,

            @Schema(minimum = "0", description = "Accepted events of backends and clients in the interval")
            long published,

            @Schema(minimum = "0", description = "Events written to connections in the interval")
            long delivered,

            @Schema(minimum = "0", description = "Rejected commands, requests and connections in the interval")
            long rejected) {

        /** All complete intervals of the history; those without traffic are zero. */
        static List<Point> of(SortedMap<Long, Traffic> traffic, Instant now) {
            long last = now.minus(COMPLETE_AFTER).getEpochSecond() / INTERVAL;
            return LongStream.rangeClosed(last - TrafficHistory.POINTS + 1, last)
                    .map(interval -> interval * INTERVAL)
                    .mapToObj(time -> of(time, traffic.getOrDefault(time, Traffic.NONE)))
                    .toList();
        }

        private static Point of(long time, Traffic it) {
            return new Point(
                    Instant.ofEpochSecond(time).toString(),
                    it.connections(),
                    it.messagesIn(),
                    it.messagesOut(),
                    it.published(),
                    it.delivered(),
                    it.rejected());
        }
    }
}
