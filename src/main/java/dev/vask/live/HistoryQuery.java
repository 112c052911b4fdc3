package dev.vask.live;

import org.jspecify.annotations.Nullable;

/**
 * What to read of a channel's history.
 *
 * @param afterId  only events after this one, or null
 * @param cursor   the last event of the previous page, or null
 * @param backward whether the newest event comes first
 * @param limit    the maximum number of events, at least 1
 */
public record HistoryQuery(
        @Nullable String afterId, @Nullable String cursor, boolean backward, int limit) {

    /** The maximum size of the events of a page, unless its first event is larger. */
    public static final int MAX_BYTES = 1_048_576;
}
