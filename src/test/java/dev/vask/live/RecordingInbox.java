package dev.vask.live;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An inbox that stores all messages. */
public final class RecordingInbox implements Inbox {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<Message> messages = new ArrayList<>();

    @Override
    public synchronized void receive(Message message) {
        messages.add(message);
        notifyAll();
    }

    /** Removes all messages. */
    public synchronized void clear() {
        messages.clear();
    }

    /** All messages so far. */
    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Waits for a message that meets a condition. */
    synchronized void await(Predicate<Message> condition) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (messages.stream().noneMatch(condition)) {
            long remaining = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (remaining <= 0) {
                throw new AssertionError("no such message within %s, received: %s".formatted(TIMEOUT, messages));
            }
            wait(remaining);
        }
    }

    /** Checks that the messages of each app are in order and without duplicates, as {@link Inbox} requires. */
    void checkOrder() {
        messages().stream().collect(groupingBy(Message::app)).forEach((app, messages) -> assertThat(messages)
                .extracting(Message::sequence)
                .isSorted()
                .doesNotHaveDuplicates());
    }
}
