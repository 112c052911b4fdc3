package dev.vask.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes the lines of a response to the thread that prints them, one at a time, so that a slow terminal slows down the server. */
final class FeedLines implements Flow.Subscriber<String> {

    /** The server sends a comment every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile int status;

    /** What can happen next. */
    sealed interface Item {}

    /** The server accepted the request. */
    record Opened() implements Item {}

    /** A line without its end. */
    record Line(String text) implements Item {}

    /**
     * The response ended.
     *
     * @param body empty for status 200
     */
    record Ended(int status, byte[] body) implements Item {}

    /** The connection was lost, or could not be opened. */
    record Failed(Throwable cause) implements Item {}

    /** Waits for what happens next. */
    Item next() {
        try {
            Item item = items.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            Flow.Subscription current = subscription;
            if (item instanceof Line && current != null) {
                current.request(1);
            }
            return item == null
                    ? new Failed(new IOException("nothing received for %d s".formatted(SILENCE.toSeconds())))
                    : item;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(e);
        }
    }

    void status(int code) {
        status = code;
        if (code == 200) {
            items.add(new Opened());
        }
    }

    void ended(byte[] body) {
        items.add(new Ended(status, body));
    }

    void failed(Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        items.add(new Failed(root));
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(1);
    }

    @Override
    public void onNext(String line) {
        items.add(new Line(line));
    }

    @Override
    public void onError(Throwable failure) {
        // the future of the response fails too
    }

    @Override
    public void onComplete() {
        // the future of the response completes too
    }
}
