package dev.vask.live;

import java.time.Duration;
import java.util.List;

/** What became of a {@link Publication}. */
public sealed interface Published {

    /**
     * All of it was accepted.
     *
     * @param counts one for each event, in order, if they were asked for, else empty
     */
    record Accepted(List<Counts> counts) implements Published {}

    /** None of it was: the app published too much in the last second; {@code retryAfter} says when there is room again. */
    record OverRate(Duration retryAfter) implements Published {}

    /** None of it was: it would be more than the app may publish in this month, which is over in {@code retryAfter}. */
    record OverMonth(Duration retryAfter) implements Published {}
}
