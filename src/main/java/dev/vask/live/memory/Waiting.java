package dev.vask.live.memory;

import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.Taken;
import dev.vask.live.WebhookQueue.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The deliveries of one app that are not done, for one thread at a time. */
final class Waiting {

    private final TreeMap<Long, Delivery> first = new TreeMap<>();
    private final Map<String, Postponed> postponed = new HashMap<>();
    private final Deque<DeadLetter> dead = new ArrayDeque<>();

    private record Postponed(Delivery delivery, long due) {}

    boolean isEmpty() {
        return first.isEmpty() && postponed.isEmpty() && dead.isEmpty();
    }

    void add(Delivery delivery) {
        first.put(number(delivery.entries().getFirst()), delivery);
        if (first.size() > WebhookQueue.MOST_WAITING) {
            first.pollFirstEntry();
        }
    }

    private static long number(String entry) {
        return Long.parseLong(entry);
    }

    Taken take(Want want, boolean batch, long now) {
        List<Delivery> fresh = first
                .tailMap(want.after() == null ? 0 : number(want.after()), false)
                .values().stream()
                .limit(want.first())
                .toList();
        List<Delivery> due = due(want, now);
        Duration next = postponed.values().stream()
                .map(Postponed::due)
                .min(Long::compare)
                .map(at -> Duration.ofMillis(Math.max(0, at - now)))
                .orElse(null);
        return new Taken.Here(
                batch && !fresh.isEmpty() ? List.of(Delivery.together(fresh)) : fresh,
                due,
                next,
                first.size() + postponed.size());
    }

    private List<Delivery> due(Want want, long now) {
        List<Delivery> due = new ArrayList<>();
        for (Postponed it : List.copyOf(postponed.values())) {
            if (it.due <= now && due.size() < want.retries()) {
                due.add(it.delivery);
                postpone(it.delivery, now + 2 * want.attempt().toMillis());
            }
        }
        return due;
    }

    @Nullable Void remove(Delivery delivery) {
        delivery.entries().forEach(entry -> first.remove(number(entry)));
        postponed.remove(delivery.id());
        return null;
    }

    void postpone(Delivery delivery, long due) {
        postponed.put(delivery.id(), new Postponed(delivery.detached(), due));
    }

    void bury(DeadLetter letter) {
        dead.addFirst(letter);
        if (dead.size() > WebhookQueue.MOST_DEAD_LETTERS) {
            dead.removeLast();
        }
    }

    List<DeadLetter> dead(Instant now, int most) {
        dead.removeIf(it -> it.givenUpAt().plus(WebhookQueue.DEAD_LETTERS_KEPT).isBefore(now));
        return dead.stream().limit(most).toList();
    }

    int replay(@Nullable String id, long now, long generation) {
        int replayed = 0;
        for (Iterator<DeadLetter> all = dead.iterator(); all.hasNext(); ) {
            Delivery delivery = all.next().delivery();
            if (id == null || id.equals(delivery.id())) {
                all.remove();
                postpone(delivery.anew(now, generation), now);
                replayed++;
            }
        }
        return replayed;
    }
}
