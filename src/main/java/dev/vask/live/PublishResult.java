package dev.vask.live;

import java.time.Duration;
import java.util.List;

/** The result of a {@link Publication}. */
public sealed interface PublishResult {

    /**
     * All events were accepted.
     *
     * @param counts   the counts of each event, in order, if requested, else empty
     * @param ids      the id of each event, in order, if requested, else empty; an event without an id has an empty text
     * @param replayed whether they were published before with the same key, and not again
     */
    record Accepted(List<Counts> counts, List<String> ids, boolean replayed) implements PublishResult {

        /** Published now, without ids. */
        public Accepted(List<Counts> counts) {
            this(counts, List.of(), false);
        }
    }

    /** Rejected, because another request was published with the same key. */
    record KeyReused() implements PublishResult {}

    /** Rejected, because the app has as many idempotency keys as are kept; {@code limit} is their number. */
    record TooManyKeys(int limit) implements PublishResult {}

    /** Rejected, because the app is over its quota of events per second; {@code retryAfter} says when to retry. */
    record OverRate(Duration retryAfter) implements PublishResult {}

    /** Rejected, because the app would be over its quota of events per month; {@code retryAfter} is the rest of the month. */
    record OverMonth(Duration retryAfter) implements PublishResult {}
}
