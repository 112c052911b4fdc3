package dev.vask.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of reading a channel's history. */
public sealed interface HistoryResult {

    /** The current position: events after it are yet to be published. */
    String position();

    /** The id of the oldest event, null if the history is empty. */
    @Nullable
    String oldest();

    /**
     * Some events.
     *
     * @param items   the events in the requested order
     * @param hasMore whether there are further ones in this order
     */
    record Page(
            List<StoredEvent> items,
            boolean hasMore,
            String position,
            @Nullable String oldest) implements HistoryResult {}

    /** The event to start from is not known, or events after it were removed. */
    record Gap(GapCause cause, String position, @Nullable String oldest) implements HistoryResult {}
}
