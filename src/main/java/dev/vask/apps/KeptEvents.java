package dev.vask.apps;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * How many events apps have published by day, kept for a live state that has forgotten it. Days and months are those of UTC.
 * Never blocks; fails with {@link AppsUnavailableException} while what keeps them cannot be reached.
 */
public interface KeptEvents {

    /** What is kept of one month of an app, by day. */
    CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month);

    /** Keeps of each app, by its key, and each day the most that was ever told; of an app that there is no more, nothing. */
    CompletionStage<Void> keep(Map<String, Map<LocalDate, Long>> events);
}
