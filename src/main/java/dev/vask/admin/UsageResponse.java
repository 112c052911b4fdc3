package dev.vask.admin;

import dev.vask.live.Usage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The usage of an app in a response. */
@RegisterForReflection
@Schema(
        name = "Usage",
        requiredProperties = {"connections", "channels", "events_this_month", "days", "refused", "history"})
record UsageResponse(
        @Schema(minimum = "0", description = "Open connections")
        long connections,

        @Schema(minimum = "0", description = "Occupied channels")
        long channels,

        @Schema(minimum = "0", description = "Events since the start of the month (UTC)")
        long eventsThisMonth,

        @Schema(description = "The last 30 days, today last")
        List<Day> days,

        @Schema(description = "Number of rejections this month, by quota")
        Map<String, Long> refused,

        @Schema(description = "Stored events of all channels; some that have expired may be included")
        Stored history) {

    static UsageResponse of(Usage usage) {
        return new UsageResponse(
                usage.connections(),
                usage.channels(),
                usage.eventsThisMonth(),
                usage.lastDays().stream()
                        .map(day -> new Day(day.toString(), usage.events().getOrDefault(day, 0L)))
                        .toList(),
                new TreeMap<>(usage.rejections()),
                new Stored(usage.history().events(), usage.history().bytes()));
    }

    /** Stored events. */
    @RegisterForReflection
    @Schema(
            name = "StoredEvents",
            requiredProperties = {"events", "bytes"})
    record Stored(
            @Schema(minimum = "0") long events,

            @Schema(minimum = "0") long bytes) {}

    /** The events of one day. */
    @RegisterForReflection
    @Schema(
            name = "UsageOfDay",
            requiredProperties = {"date", "events"})
    record Day(
            @Schema(format = "date") String date,

            @Schema(minimum = "0") long events) {}
}
