package dev.vask.apps;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Stores how many events apps have published per day (UTC), in case the live state loses this. Never blocks. Fails with
 * {@link AppsUnavailableException} while the database cannot be reached.
 */
public interface UsageStore {

    /** The stored counts of one month of an app, by day. */
    CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month);

    /** Stores counts by app key and day. A stored count is never reduced, and counts of deleted apps are ignored. */
    CompletionStage<Void> save(Map<String, Map<LocalDate, Long>> events);
}
