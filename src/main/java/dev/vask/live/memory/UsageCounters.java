package dev.vask.live.memory;

import dev.vask.apps.Quota;
import dev.vask.live.Usage;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The usage of an app, by day and by month. Not thread-safe. */
final class UsageCounters {

    private final TreeMap<LocalDate, Long> events = new TreeMap<>();
    private final TreeMap<YearMonth, Map<String, Long>> refused = new TreeMap<>();

    /** The events of the current month. */
    long thisMonth(LocalDate today) {
        return events.tailMap(today.withDayOfMonth(1)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    void events(LocalDate today, int more) {
        if (events.merge(today, (long) more, Long::sum) == more) {
            events.headMap(firstShown(today)).clear();
        }
    }

    void refused(LocalDate today, Quota quota) {
        YearMonth month = YearMonth.from(today);
        refused.headMap(month).clear();
        refused.computeIfAbsent(month, any -> new HashMap<>()).merge(quota.wireName(), 1L, Long::sum);
    }

    private static LocalDate firstShown(LocalDate today) {
        return Usage.months(today).getFirst().atDay(1);
    }

    Usage usage(LocalDate today, long connections, long channels) {
        return new Usage(
                connections,
                channels,
                today,
                Map.copyOf(events.tailMap(firstShown(today))),
                Map.copyOf(refused.getOrDefault(YearMonth.from(today), Map.of())));
    }

    void clear() {
        events.clear();
        refused.clear();
    }
}
