package dev.vask.live;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The current and past usage of an app. Days and months are in UTC.
 *
 * @param connections open connections
 * @param channels    occupied channels
 * @param today       the current day
 * @param events      accepted events (14.1) by day, for this month and the last {@link #DAYS}; days without events may be missing
 * @param rejections  rejections this month, by name of the quota
 * @param history     the stored events of all channels
 */
public record Usage(
        long connections,
        long channels,
        LocalDate today,
        Map<LocalDate, Long> events,
        Map<String, Long> rejections,
        StoredEvents history) {

    /**
     * Stored events. Some that have expired may be included for a while.
     *
     * @param events their number
     * @param bytes  their size
     */
    public record StoredEvents(long events, long bytes) {}

    /** The minimum number of days, including today. */
    public static final int DAYS = 30;

    /** The day of a time. */
    public static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** The rest of the month of a time. */
    public static Duration restOfMonth(Instant time) {
        LocalDate next = YearMonth.from(day(time)).plusMonths(1).atDay(1);
        return Duration.between(time, next.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The months that the usage covers, in order. */
    public static List<YearMonth> months(LocalDate today) {
        YearMonth last = YearMonth.from(today);
        return Stream.iterate(
                        YearMonth.from(today.minusDays(DAYS - 1L)),
                        month -> !month.isAfter(last),
                        month -> month.plusMonths(1))
                .toList();
    }

    /** The events of this month. */
    public long eventsThisMonth() {
        YearMonth month = YearMonth.from(today);
        return events.entrySet().stream()
                .filter(it -> YearMonth.from(it.getKey()).equals(month))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The last {@link #DAYS}, today last. */
    public List<LocalDate> lastDays() {
        return today.minusDays(DAYS - 1L).datesUntil(today.plusDays(1)).toList();
    }
}
