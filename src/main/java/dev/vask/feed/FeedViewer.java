package dev.vask.feed;

import dev.vask.protocol.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of the feed of an app, and the events that wait for it. If it reads too slowly, further events are left out and counted;
 * nothing waits for it. Thread-safe.
 */
public final class FeedViewer {

    private final FeedFilter filter;
    private final int maxBytes;
    private final Runnable ready;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long skipped;
    private boolean notified;
    private boolean ended;

    /**
     * An event of the feed.
     *
     * @param type its type
     * @param json the event as JSON in one line
     */
    public record Item(String type, String json) {

        int bytes() {
            return json.length() * 2; // of a text that is not Latin-1
        }
    }

    /**
     * A viewer without events.
     *
     * @param ready called on any thread when there is something to take; must not block
     */
    FeedViewer(FeedFilter filter, int maxBytes, Runnable ready) {
        this.filter = filter;
        this.maxBytes = maxBytes;
        this.ready = ready;
    }

    FeedFilter filter() {
        return filter;
    }

    /** Adds an event. Returns false if it was left out. */
    boolean offer(Item item) {
        synchronized (this) {
            if (ended) {
                return true;
            }
            if (waitingBytes + item.bytes() > maxBytes) {
                skipped++;
                return false;
            }
            waiting.add(item);
            waitingBytes += item.bytes();
            if (notified) {
                return true;
            }
            notified = true;
        }
        ready.run();
        return true;
    }

    /** The next event, null if none waits. After null, {@code ready} is called when there is something to take again. */
    public synchronized @Nullable Item take() {
        Item next = waiting.poll();
        if (next == null) {
            notified = false;
        } else {
            waitingBytes -= next.bytes();
        }
        return next;
    }

    /** Adds an event that says how many were left out since the last one, as soon as there is room for it. */
    void reportSkipped(String node) {
        synchronized (this) {
            if (skipped == 0 || ended) {
                return;
            }
            Item item = new Item(
                    FeedEventType.SKIPPED.wireName(),
                    Json.compact(FeedEvent.skipped(skipped).toJson(node, Instant.now())));
            if (waitingBytes + item.bytes() > maxBytes) {
                return;
            }
            skipped = 0;
            waiting.add(item);
            waitingBytes += item.bytes();
            if (notified) {
                return;
            }
            notified = true;
        }
        ready.run();
    }

    /** Ends the stream, after the events that wait. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        ready.run();
    }

    /** Whether no further event comes. */
    public synchronized boolean hasEnded() {
        return ended;
    }
}
