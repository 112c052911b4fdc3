package dev.vask.live.memory;

import dev.vask.apps.HistorySettings;
import dev.vask.live.EventIds;
import dev.vask.live.GapCause;
import dev.vask.live.HistoryLimits;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.live.Resumption;
import dev.vask.live.StoredEvent;
import dev.vask.live.Usage;
import dev.vask.protocol.Json;
import dev.vask.protocol.SocketId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The histories of an app's channels ({@code docs/recovery.md}). Not thread-safe. */
final class AppHistory {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final HistoryLimits limits;
    private final InstantSource clock;

    /** By channel, the one that was published to least recently first. */
    private final SequencedMap<String, ChannelHistory> channels = new LinkedHashMap<>();

    private String epoch = newEpoch();
    private long since = -1;
    private long events;
    private long bytes;

    /** Nothing was published after this sequence to channels that are not listed. */
    private long floor;

    AppHistory(HistoryLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    private static String newEpoch() {
        return Long.toHexString(RANDOM.nextLong());
    }

    /** Begins a new epoch if events of the current one may be missing, because the settings were changed. */
    private void update(HistorySettings settings, long sequence) {
        if (since != settings.since()) {
            clear(sequence);
            since = settings.since();
        }
    }

    /** Removes everything; no client can resume from an earlier position. */
    void clear(long sequence) {
        channels.clear();
        events = 0;
        bytes = 0;
        floor = sequence;
        epoch = newEpoch();
    }

    /** The id of an event. */
    String id(HistorySettings settings, long sequence) {
        update(settings, sequence - 1);
        return EventIds.of(epoch, sequence);
    }

    /** Stores an event that has got its {@link #id}. */
    void add(HistorySettings settings, String channel, long sequence, String frame, @Nullable SocketId except) {
        ChannelHistory known = channels.get(channel);
        ChannelHistory history = known == null ? new ChannelHistory(floor) : known;
        channels.putLast(channel, history);
        long now = clock.millis();
        change(history, () -> {
            history.add(new ChannelHistory.Entry(
                    sequence, frame, Json.utf8Length(frame), except == null ? null : except.value(), now));
            history.trim(settings, now);
        });
        removeOldest();
    }

    private void removeOldest() {
        if (channels.size() > limits.channels()) {
            ChannelHistory forgotten = channels.pollFirstEntry().getValue();
            clear(forgotten);
            floor = Math.max(floor, forgotten.last);
        }
        for (Iterator<ChannelHistory> all = channels.values().iterator();
                bytes > limits.appBytes() && all.hasNext(); ) {
            clear(all.next());
        }
    }

    private void clear(ChannelHistory history) {
        change(history, history::clear);
    }

    private void change(ChannelHistory history, Runnable change) {
        events -= history.size();
        bytes -= history.bytes();
        change.run();
        events += history.size();
        bytes += history.bytes();
    }

    /**
     * Resumes a subscription.
     *
     * @param after    the id after which it continues, empty to ask for the current position
     * @param sequence the current sequence of the app
     */
    Resumption resume(HistorySettings settings, String channel, String after, long sequence) {
        if (!settings.enabled()) {
            return new Resumption.Gap("", GapCause.OFF);
        }
        String position = id(settings, sequence);
        if (after.isEmpty()) {
            return new Resumption.Continued(position, List.of());
        }
        Start start = start(settings, channel, after, sequence);
        if (start.gap != null) {
            return new Resumption.Gap(position, start.gap);
        }
        List<ChannelHistory.Entry> events = start.history == null ? List.of() : start.history.after(start.sequence);
        if (events.stream().mapToLong(ChannelHistory.Entry::bytes).sum() > limits.replayBytes()) {
            return new Resumption.Gap(position, GapCause.SIZE);
        }
        return new Resumption.Continued(after, events.stream().map(this::stored).toList());
    }

    /**
     * Where to continue.
     *
     * @param history the history of the channel, null if it has none
     * @param gap     why this is not possible, or null
     */
    private record Start(
            @Nullable ChannelHistory history,
            long sequence,
            @Nullable GapCause gap) {}

    private Start start(HistorySettings settings, String channel, String after, long sequence) {
        int colon = after.lastIndexOf(':');
        long start = colon < 0 ? -1 : number(after.substring(colon + 1));
        if (start < 0) {
            return new Start(null, 0, GapCause.INVALID);
        }
        if (!after.substring(0, colon).equals(epoch) || start > sequence) {
            return new Start(null, start, GapCause.EPOCH);
        }
        ChannelHistory history = trimmed(settings, channel);
        boolean isComplete = start >= (history == null ? floor : history.from);
        return new Start(history, start, isComplete ? null : GapCause.EXPIRED);
    }

    /** The number of an id, negative if the text has another form. */
    private static long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }

    /** The history of a channel without expired events, null if the channel is not listed. */
    private @Nullable ChannelHistory trimmed(HistorySettings settings, String channel) {
        ChannelHistory history = channels.get(channel);
        if (history != null) {
            trim(settings, history, clock.millis());
        }
        return history;
    }

    private void trim(HistorySettings settings, ChannelHistory history, long nowMillis) {
        change(history, () -> history.trim(settings, nowMillis));
    }

    private StoredEvent stored(ChannelHistory.Entry entry) {
        return new StoredEvent(
                EventIds.of(epoch, entry.sequence()),
                entry.frame(),
                entry.except() == null ? null : new SocketId(entry.except()),
                entry.timeMillis());
    }

    /**
     * Reads the history of a channel.
     *
     * @param sequence the current sequence of the app
     */
    HistoryResult read(HistorySettings settings, String channel, HistoryQuery query, long sequence) {
        String position = id(settings, sequence);
        ChannelHistory history = trimmed(settings, channel);
        List<ChannelHistory.Entry> all = history == null ? List.of() : history.after(0);
        String oldest = all.isEmpty() ? null : EventIds.of(epoch, all.getFirst().sequence());
        long after = 0;
        if (query.afterId() != null) {
            Start start = start(settings, channel, query.afterId(), sequence);
            if (start.gap != null) {
                return new HistoryResult.Gap(start.gap, position, oldest);
            }
            after = start.sequence;
        }
        long cursor = 0;
        if (query.cursor() != null) {
            Start start = start(settings, channel, query.cursor(), sequence);
            if (start.gap != null && (start.gap != GapCause.EXPIRED || !query.backward())) {
                return new HistoryResult.Gap(start.gap, position, oldest);
            }
            cursor = start.sequence;
        }
        long above = query.backward() ? after : Math.max(after, cursor);
        long below = query.backward() && query.cursor() != null ? cursor : Long.MAX_VALUE;
        List<ChannelHistory.Entry> found = all.stream()
                .filter(it -> it.sequence() > above && it.sequence() < below)
                .toList();
        List<ChannelHistory.Entry> page = firstPage(query.backward() ? found.reversed() : found, query.limit());
        return new HistoryResult.Page(
                page.stream().map(this::stored).toList(), page.size() < found.size(), position, oldest);
    }

    private static List<ChannelHistory.Entry> firstPage(List<ChannelHistory.Entry> events, int limit) {
        long size = 0;
        int number = 0;
        for (ChannelHistory.Entry event : events) {
            size += event.bytes();
            if (number == limit || (number > 0 && size > HistoryQuery.MAX_BYTES)) {
                break;
            }
            number++;
        }
        return events.subList(0, number);
    }

    /** Removes events that have expired. */
    void dropExpired(HistorySettings settings) {
        long now = clock.millis();
        channels.values().forEach(history -> trim(settings, history, now));
    }

    /** The size of the stored events. */
    long bytes() {
        return bytes;
    }

    /** The stored events. */
    Usage.StoredEvents size() {
        return new Usage.StoredEvents(events, bytes);
    }
}
