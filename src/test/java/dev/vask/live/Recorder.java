package dev.vask.live;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An inbox that keeps all it receives. */
public final class Recorder implements Inbox {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Message> messages = new ArrayList<>();

    @Override
    public synchronized void receive(Message message) {
        messages.add(message);
        notifyAll();
    }

    /** Forgets all that came. */
    public synchronized void clear() {
        messages.clear();
    }

    /** All that came. */
    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Waits until such a message has come. */
    synchronized void await(Predicate<Message> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (messages.stream().noneMatch(wanted)) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new AssertionError(
                        "a message did not come within %s; these did: %s".formatted(PATIENCE, messages));
            }
            wait(left);
        }
    }

    /** The promise of {@link Inbox}, checked on all that came. */
    void checkOrder() {
        messages().stream()
                .collect(groupingBy(Message::app))
                .forEach((app, its) ->
                        assertThat(its).extracting(Message::sequence).isSorted().doesNotHaveDuplicates());
    }
}
