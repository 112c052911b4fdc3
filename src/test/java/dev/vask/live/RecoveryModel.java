package dev.vask.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryStep.After;
import dev.vask.protocol.SocketId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simple, slow model of the stored events of an app. It checks what a live state answers who continues after an id
 * ({@code docs/recovery.md}): an answer that continues has all events since then, whatever else happened, and there is a gap only if
 * the limits can have removed events, or if the epoch is another one.
 */
final class RecoveryModel {

    private static final int MILLIS_OF_ROUNDING = 2;

    /** Whether nodes learn changes of settings at different times. */
    private final boolean isDistributed;

    private final Map<String, List<Published>> published = new HashMap<>();
    private final Map<String, List<Position>> positions = new HashMap<>();
    private int events;
    private int epoch;
    private @Nullable String generation;

    /** An event to a channel that is or should be stored. */
    private static final class Published {

        final int number;
        final int epoch;
        final StoredEvent event;
        final long before;
        boolean mayBeRemoved;
        boolean isExpired;

        Published(int number, int epoch, StoredEvent event, long before) {
            this.number = number;
            this.epoch = epoch;
            this.event = event;
            this.before = before;
        }

        @Override
        public String toString() {
            return "event %d of epoch %d: %s".formatted(number, epoch, event);
        }

        long bytes() {
            return event.frame().getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * A position that the live state has given.
     *
     * @param events how many events were published until then
     */
    private record Position(String id, int epoch, int events) {}

    /**
     * An id to continue after.
     *
     * @param position what it stands for, null if it is empty or the live state has not given it
     */
    record Asked(String id, @Nullable Position position) {}

    /** The settings of an operation and its time by the calendar. */
    record Known(HistorySettings settings, Instant now) {}

    RecoveryModel(boolean isDistributed) {
        this.isDistributed = isDistributed;
    }

    private boolean isWaiting(Known known) {
        return isDistributed && !known.settings.areKnownToAllNodes(known.now);
    }

    /** An operation on the stored events: an epoch begins if it has other settings than the one before. */
    private void use(Known known) {
        String used = known.settings.since() + (isWaiting(known) ? "w" : "");
        if (!used.equals(generation)) {
            generation = used;
            epoch++;
        }
    }

    /** A publication of any kind. After the history was switched off, nodes that do not know it must not continue. */
    void publishing(Known known) {
        if (!known.settings.enabled() && isWaiting(known)) {
            generation = null;
        }
    }

    /**
     * An event was published to a channel.
     *
     * @param isKept whether it is among the events that the settings keep
     * @param before a time before it was published, in {@link System#nanoTime}
     */
    void published(Known known, String channel, StoredEvent event, boolean isKept, long before) {
        events++;
        boolean hasId = known.settings.enabled();
        assertThat(event.id().isEmpty()).as("%s has no id", event).isEqualTo(!hasId);
        if (hasId) {
            use(known);
            remember(channel, event.id());
        }
        if (isKept) {
            published
                    .computeIfAbsent(channel, key -> new ArrayList<>())
                    .add(new Published(events, hasId ? epoch : 0, event, before));
            applyLimits(known, channel);
        }
    }

    /** All events until now have expired. */
    void expire() {
        published
                .values()
                .forEach(all -> all.forEach(it -> {
                    it.mayBeRemoved = true;
                    it.isExpired = true;
                }));
    }

    private void remember(String channel, String id) {
        List<Position> known = positions.computeIfAbsent(channel, key -> new ArrayList<>());
        known.add(new Position(id, epoch, events));
    }

    /**
     * Events that are over the limits may have been removed, an eighth earlier if these are the bytes. Publishing, reading and resuming remove
     * them, whatever the answer is.
     */
    private void applyLimits(Known known, String channel) {
        HistorySettings limits = known.settings;
        long now = System.nanoTime();
        int number = 0;
        long bytes = 0;
        for (Published it : stored(channel).reversed()) {
            number++;
            bytes += it.bytes();
            long ageMillis = TimeUnit.NANOSECONDS.toMillis(now - it.before) + MILLIS_OF_ROUNDING;
            it.mayBeRemoved |= number > limits.maxEvents()
                    || bytes > limits.maxBytes() - limits.maxBytes() / 8
                    || ageMillis >= TimeUnit.SECONDS.toMillis(limits.ttlSeconds());
        }
    }

    private List<Published> all(String channel) {
        return published.getOrDefault(channel, List.of());
    }

    private List<Published> stored(String channel) {
        return all(channel).stream().filter(it -> it.epoch == epoch).toList();
    }

    /** An id of this kind. It is empty if none is known. */
    Asked ask(String channel, After after) {
        List<Position> known = positions.getOrDefault(channel, List.of());
        if (after instanceof After.Current || known.isEmpty()) {
            return new Asked("", null);
        }
        String last = known.getLast().id;
        int colon = last.indexOf(':');
        return switch (after) {
            case After.Known(int age) -> {
                Position position = known.get(known.size() - 1 - age % known.size());
                yield new Asked(position.id, position);
            }
            case After.Unknown.MALFORMED -> new Asked(last.replace(':', ' '), null);
            case After.Unknown.OF_ANOTHER_EPOCH -> new Asked("abc" + last.substring(colon), null);
            case After.Unknown.OF_THE_FUTURE ->
                new Asked(last.substring(0, colon + 1) + (Long.parseLong(last.substring(colon + 1)) + 1_000_000), null);
            case After.Current() -> throw new IllegalStateException();
        };
    }

    /** A subscription asked to continue. */
    void resumed(Known known, String channel, Asked asked, Resumption answer) {
        if (!known.settings.enabled()) {
            assertThat(answer).isEqualTo(new Resumption.Gap("", GapCause.OFF));
            return;
        }
        use(known);
        applyLimits(known, channel);
        switch (answer) {
            case Resumption.Continued(String afterId, List<StoredEvent> events)
            when asked.id.isEmpty() -> {
                assertThat(events).isEmpty();
                remember(channel, afterId);
            }
            case Resumption.Continued(String afterId, List<StoredEvent> events) -> {
                assertThat(afterId).isEqualTo(asked.id);
                continued(known, channel, asked, events);
            }
            case Resumption.Gap(String afterId, GapCause cause) -> {
                gap(known, channel, asked, cause);
                remember(channel, afterId);
            }
        }
    }

    private List<Published> missed(String channel, Position position) {
        return all(channel).stream().filter(it -> it.number > position.events).toList();
    }

    private void continued(Known known, String channel, Asked asked, List<StoredEvent> events) {
        Position position = requireNonNull(asked.position, () -> "continued after " + asked.id);
        List<Published> missed = missed(channel, position);
        assertThat(withoutTimes(events))
                .as("never ok if an event is missing: %s after %s", channel, position)
                .isEqualTo(missed.stream().map(it -> it.event).toList());
        assertThat(missed).as("expired").noneMatch(it -> it.isExpired);
        assertThat(position.epoch).as("the epoch of %s", position).isEqualTo(epoch);
        assertThat(isWaiting(known)).as("not all nodes store events").isFalse();
    }

    private void gap(Known known, String channel, Asked asked, GapCause cause) {
        Position position = asked.position;
        if (position == null) {
            assertThat(asked.id).as("the current position").isNotEmpty();
            assertThat(cause).isIn(GapCause.INVALID, GapCause.EPOCH);
        } else if (position.epoch != epoch || isWaiting(known)) {
            assertThat(cause).as("%s in epoch %d", position, epoch).isEqualTo(GapCause.EPOCH);
        } else {
            assertThat(missed(channel, position))
                    .as("a gap after %s, because events were removed", position)
                    .anyMatch(it -> it.mayBeRemoved);
            // Redis removes an expired stream by itself, which is the same as an evicted one.
            assertThat(cause).isIn(GapCause.EXPIRED, GapCause.EVICTED);
        }
    }

    private static List<StoredEvent> withoutTimes(List<StoredEvent> events) {
        return events.stream()
                .map(it -> stored(it.id(), it.frame(), it.except()))
                .toList();
    }

    /** An event without the time when it was stored, which the model does not know. */
    static StoredEvent stored(String id, String frame, @Nullable SocketId except) {
        return new StoredEvent(id, frame, except, 0);
    }

    /** Whether pages can be continued: not while nodes that do not know the settings may publish, or while events expire. */
    boolean canContinuePages(Known known) {
        return !isWaiting(known) && known.settings.ttlSeconds() > 60;
    }

    /** Reading after an id was answered with a gap. */
    void readGap(Known known, String channel, @Nullable Asked asked, HistoryResult.Gap answer) {
        use(known);
        applyLimits(known, channel);
        assertThat(asked).as("reading from the beginning").isNotNull();
        gap(known, channel, asked, answer.cause());
        remember(channel, answer.position());
    }

    /**
     * All stored events of a channel were read, or those after an id.
     *
     * @param items in their order
     * @param page  the last page
     */
    void read(Known known, String channel, @Nullable Asked asked, List<StoredEvent> items, HistoryResult.Page page) {
        use(known);
        remember(channel, page.position());
        applyLimits(known, channel);
        if (asked != null) {
            continued(known, channel, asked, items);
            return;
        }
        List<Published> stored = stored(channel);
        List<Published> last = stored.subList(Math.max(0, stored.size() - items.size()), stored.size());
        assertThat(withoutTimes(items))
                .as("the last events of %s", channel)
                .isEqualTo(last.stream().map(it -> it.event).toList());
        assertThat(stored.subList(0, stored.size() - items.size()))
                .as("what was removed")
                .allMatch(it -> it.mayBeRemoved);
        assertThat(last).as("expired").noneMatch(it -> it.isExpired);
        assertThat(items).hasSizeLessThanOrEqualTo(known.settings.maxEvents());
        assertThat(last.stream().mapToLong(Published::bytes).sum()).isLessThanOrEqualTo(known.settings.maxBytes());
        assertThat(page.oldest())
                .isEqualTo(items.isEmpty() ? null : items.getFirst().id());
    }
}
