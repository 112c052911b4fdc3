package dev.vask.live.memory;

import dev.vask.apps.HistorySettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events of one channel. */
final class ChannelHistory {

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    /** The sequence of the last event, whether it is stored or not. */
    long last;

    /** All events after this sequence are stored. */
    long from;

    /**
     * A stored event.
     *
     * @param except the excluded socket id, or null
     */
    record Entry(
            long sequence,
            String frame,
            int bytes,
            @Nullable String except,
            long timeMillis) {}

    /**
     * Begins a history.
     *
     * @param from a sequence after which nothing was published to the channel
     */
    ChannelHistory(long from) {
        this.from = from;
        this.last = from;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(Entry entry) {
        last = entry.sequence;
        bytes += entry.bytes;
        entries.add(entry);
    }

    /** Removes the oldest events that exceed the limits. */
    void trim(HistorySettings limits, long nowMillis) {
        long oldest = nowMillis - Duration.ofSeconds(limits.ttlSeconds()).toMillis();
        for (Entry first = entries.peek(); first != null; first = entries.peek()) {
            if (entries.size() <= limits.maxEvents() && bytes <= limits.maxBytes() && first.timeMillis >= oldest) {
                return;
            }
            removeFirst(first);
        }
    }

    void clear() {
        for (Entry first = entries.peek(); first != null; first = entries.peek()) {
            removeFirst(first);
        }
    }

    private void removeFirst(Entry first) {
        entries.remove();
        bytes -= first.bytes;
        from = first.sequence;
    }

    /** The stored events after a sequence, in order. */
    List<Entry> after(long sequence) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.sequence > sequence) {
                found.add(entry);
            }
        }
        return found;
    }
}
