package dev.vask.live;

import java.time.Duration;
import java.util.List;

/** The result of a {@link Publication}. */
public sealed interface PublishResult {

    /**
     * All events were accepted.
     *
     * @param counts the counts of each event, in order, if requested, else empty
     */
    record Accepted(List<Counts> counts) implements PublishResult {}

    /** Rejected, because the app is over its quota of events per second; {@code retryAfter} says when to retry. */
    record OverRate(Duration retryAfter) implements PublishResult {}

    /** Rejected, because the app would be over its quota of events per month; {@code retryAfter} is the rest of the month. */
    record OverMonth(Duration retryAfter) implements PublishResult {}
}
