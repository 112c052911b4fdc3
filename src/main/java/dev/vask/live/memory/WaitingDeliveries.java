package dev.vask.live.memory;

import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue.Dropped;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.protocol.Json;
import dev.vask.protocol.WebhookEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The unsettled deliveries of one app. Not thread-safe. */
final class WaitingDeliveries {

    /** The memory of an event besides its text. */
    private static final int OVERHEAD_BYTES = 256;

    private final WebhookQueueLimits limits;
    private final TreeMap<Long, Delivery> first = new TreeMap<>();
    private final Map<String, Postponed> postponed = new HashMap<>();
    private final TreeSet<Postponed> byDue =
            new TreeSet<>(Comparator.comparingLong(Postponed::due).thenComparing(it -> it.delivery.id()));

    /** The channels with a waiting channel_vacated that was not taken yet, and its number. */
    private final Map<String, Long> vacated = new HashMap<>();

    private int events;
    private long bytes;

    private record Postponed(Delivery delivery, long due) {}

    WaitingDeliveries(WebhookQueueLimits limits) {
        this.limits = limits;
    }

    boolean isEmpty() {
        return first.isEmpty() && postponed.isEmpty();
    }

    /** The number of waiting events. */
    int events() {
        return events;
    }

    /** Their bytes against the limit. */
    long bytes() {
        return bytes;
    }

    /** Adds a delivery of one event, unless it reverts a waiting one. Returns what was dropped. */
    Dropped add(Delivery delivery) {
        WebhookEvent event = delivery.events().getFirst();
        if (event instanceof WebhookEvent.ChannelOccupied && undoesVacated(delivery)) {
            return Dropped.NONE;
        }
        int divisor = WebhookQueueLimits.divisor(event);
        if (events + 1 > limits.events() / divisor) {
            return new Dropped(1, 0);
        }
        if (bytes + size(event) > limits.bytes() / divisor) {
            return new Dropped(0, 1);
        }
        long number = number(delivery.entries().getFirst());
        first.put(number, delivery);
        count(delivery, 1);
        if (event instanceof WebhookEvent.ChannelVacated) {
            vacated.put(event.channel(), number);
        }
        return Dropped.NONE;
    }

    private boolean undoesVacated(Delivery occupied) {
        Long number = vacated.remove(occupied.events().getFirst().channel());
        Delivery undone = number == null ? null : first.get(number);
        if (undone == null || undone.generation() != occupied.generation()) {
            return false;
        }
        remove(undone);
        return true;
    }

    private void count(Delivery delivery, int sign) {
        for (WebhookEvent event : delivery.events()) {
            events += sign;
            bytes += sign * size(event);
        }
    }

    /** The size of an event against the limit. */
    static long size(WebhookEvent event) {
        long text = event.channel().length();
        text += switch (event) {
            case WebhookEvent.ClientEvent it -> (long) Json.utf8Length(it.data()) + Json.utf8Length(it.event());
            case WebhookEvent.MemberAdded it -> Json.utf8Length(it.userId());
            case WebhookEvent.MemberRemoved it -> Json.utf8Length(it.userId());
            case WebhookEvent.ChannelOccupied it -> 0;
            case WebhookEvent.ChannelVacated it -> 0;
            case WebhookEvent.CacheMiss it -> 0;
            case WebhookEvent.SubscriptionCount it -> 0;
        };
        return OVERHEAD_BYTES + text;
    }

    private static long number(String entry) {
        return Long.parseLong(entry);
    }

    TakeResult.Owned take(TakeRequest want, boolean batch, long now, Dropped dropped) {
        List<Delivery> fresh = first.tailMap(want.after() == null ? 0 : number(want.after()), false).values().stream()
                .limit(want.first())
                .toList();
        for (Delivery taken : fresh) {
            vacated.remove(
                    taken.events().getFirst().channel(), number(taken.entries().getFirst()));
        }
        List<Delivery> due = due(want, now);
        return new TakeResult.Owned(
                batch && !fresh.isEmpty() ? List.of(Delivery.combine(fresh)) : fresh,
                due,
                byDue.isEmpty() ? null : Duration.ofMillis(Math.max(0, byDue.first().due - now)),
                first.size() + postponed.size(),
                dropped);
    }

    private List<Delivery> due(TakeRequest want, long now) {
        List<Delivery> due = new ArrayList<>();
        while (due.size() < want.retries() && !byDue.isEmpty() && byDue.first().due <= now) {
            Delivery next = byDue.first().delivery;
            due.add(next);
            postpone(next, now + 2 * want.attempt().toMillis());
        }
        return due;
    }

    @Nullable
    Void remove(Delivery delivery) {
        for (String entry : delivery.entries()) {
            Delivery before = first.remove(number(entry));
            if (before != null) {
                count(before, -1);
            }
        }
        Postponed before = postponed.remove(delivery.id());
        if (before != null) {
            byDue.remove(before);
            count(before.delivery, -1);
        }
        return null;
    }

    /** Schedules a delivery, in place of its previous entry. */
    void postpone(Delivery delivery, long due) {
        remove(delivery);
        Postponed it = new Postponed(delivery.detached(), due);
        postponed.put(delivery.id(), it);
        byDue.add(it);
        count(delivery, 1);
    }
}
