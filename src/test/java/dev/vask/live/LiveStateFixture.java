package dev.vask.live;

import java.time.Duration;
import java.time.Instant;

/**
 * A running service with nothing in it, of the implementation under test. Where it has several nodes, what is done on one is
 * heard on all; an implementation of one node gives that for every name.
 */
public interface LiveStateFixture extends AutoCloseable {

    /** How long webhook events are held back that may be undone. */
    Duration GRACE = Duration.ofSeconds(1);

    /** How much may wait in the queue of webhook events: more than any test puts there but those that fill it. */
    WebhookQueueLimits LIMITS = new WebhookQueueLimits(600, 200_000, 20_000);

    /** The node of this name, started if it is not yet. */
    Node node(String name);

    /** Lets this much time pass at least, and what fell due in it happen. */
    void advance(Duration time);

    /** Lets days go by. */
    void turnCalendar(Duration days);

    /** The time by the calendar. */
    Instant now();

    @Override
    void close();

    /**
     * One node of the service.
     *
     * @param live  the state as this node reaches it
     * @param inbox where this node hears
     */
    record Node(LiveState live, Recorder inbox) {}
}
