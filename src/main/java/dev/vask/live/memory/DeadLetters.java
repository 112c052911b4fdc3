package dev.vask.live.memory;

import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.protocol.WebhookEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dead letters of one app, newest first. Not thread-safe. */
final class DeadLetters {

    private final long mostBytes;
    private final Deque<DeadLetter> letters = new ArrayDeque<>();
    private long bytes;

    DeadLetters(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    int size() {
        return letters.size();
    }

    /** Their bytes against the limit. */
    long bytes() {
        return bytes;
    }

    /** Adds a dead letter. Returns how many older ones were deleted because of a limit. */
    int add(DeadLetter letter) {
        forgetOlderThan(letter.givenUpAt().minus(WebhookQueue.DEAD_LETTER_RETENTION));
        letters.addFirst(letter);
        bytes += size(letter);
        int forgotten = 0;
        while (letters.size() > WebhookQueue.MAX_DEAD_LETTERS || bytes > mostBytes) {
            bytes -= size(letters.removeLast());
            forgotten++;
        }
        return forgotten;
    }

    private void forgetOlderThan(Instant time) {
        while (!letters.isEmpty() && letters.getLast().givenUpAt().isBefore(time)) {
            bytes -= size(letters.removeLast());
        }
    }

    private static long size(DeadLetter letter) {
        long size = 0;
        for (WebhookEvent event : letter.delivery().events()) {
            size += WaitingDeliveries.size(event);
        }
        return size;
    }

    /** The newest ones, up to a maximum number. */
    List<DeadLetter> latest(Instant now, int most) {
        forgetOlderThan(now.minus(WebhookQueue.DEAD_LETTER_RETENTION));
        return letters.stream().limit(most).toList();
    }

    /** Removes one by its delivery id, or all if that is null, and returns their deliveries. */
    List<Delivery> take(@Nullable String id) {
        List<Delivery> taken = new ArrayList<>();
        for (Iterator<DeadLetter> all = letters.iterator(); all.hasNext(); ) {
            DeadLetter letter = all.next();
            if (id == null || id.equals(letter.delivery().id())) {
                all.remove();
                bytes -= size(letter);
                taken.add(letter.delivery());
            }
        }
        return taken;
    }
}
