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
 * What an app uses at a moment, and has used. Days and months are those of UTC.
 *
 * @param connections that are open
 * @param channels    that are occupied
 * @param today       the day of that moment
 * @param events      that were accepted (14.1), by day: all of this month and of the last {@link #DAYS}; a day without any may
 *                    be missing
 * @param refused     how often something was refused this month, by the name of the quota
 */
public record Usage(
        long connections, long channels, LocalDate today, Map<LocalDate, Long> events, Map<String, Long> refused) {

    /** The days that it reaches back at least, today included. */
    public static final int DAYS = 30;

    /** The day of a moment. */
    public static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    /** How long the month of a moment still is. */
    public static Duration restOfMonth(Instant moment) {
        LocalDate next = YearMonth.from(day(moment)).plusMonths(1).atDay(1);
        return Duration.between(moment, next.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The months that it reaches into, in order. */
    public static List<YearMonth> months(LocalDate today) {
        YearMonth last = YearMonth.from(today);
        return Stream.iterate(
                        YearMonth.from(today.minusDays(DAYS - 1L)), month -> !month.isAfter(last), month -> month.plusMonths(1))
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

    /** The last {@link #DAYS}, the latest last. */
    public List<LocalDate> lastDays() {
        return today.minusDays(DAYS - 1L).datesUntil(today.plusDays(1)).toList();
    }
}
