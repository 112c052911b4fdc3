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
    private final TreeMap<YearMonth, Map<String, Long>> rejections = new TreeMap<>();

    /** The events of the current month. */
    long thisMonth(LocalDate today) {
        return events.tailMap(today.withDayOfMonth(1)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    void events(LocalDate today, int more) {
        if (events.merge(today, (long) more, Long::sum) == more) {
            events.headMap(firstDay(today)).clear();
        }
    }

    void countRejection(LocalDate today, Quota quota) {
        YearMonth month = YearMonth.from(today);
        rejections.headMap(month).clear();
        rejections.computeIfAbsent(month, key -> new HashMap<>()).merge(quota.wireName(), 1L, Long::sum);
    }

    private static LocalDate firstDay(LocalDate today) {
        return Usage.months(today).getFirst().atDay(1);
    }

    Usage snapshot(LocalDate today, long connections, long channels, Usage.StoredEvents history) {
        return new Usage(
                connections,
                channels,
                today,
                Map.copyOf(events.tailMap(firstDay(today))),
                Map.copyOf(rejections.getOrDefault(YearMonth.from(today), Map.of())),
                history);
    }

    void clear() {
        events.clear();
        rejections.clear();
    }
}
