package dev.vask.live;

import java.time.Duration;
import java.time.Instant;

/**
 * The implementation of {@link LiveState} under test, with one or more nodes. If there is one node, all names stand for it.
 */
public interface LiveStateFixture extends AutoCloseable {

    /** How long webhook events that can be reverted are held back. */
    Duration GRACE = Duration.ofSeconds(1);

    /** Limits which only tests of these limits reach. */
    StateLimits LIMITS =
            new StateLimits(new WebhookQueueLimits(600, 200_000, 20_000), new HistoryLimits(40_000, 60, 20_000), 50);

    /** The node of a name, started on first use. */
    Node node(String name);

    /** Advances the time by at least a duration, and runs what is due. */
    void advance(Duration time);

    /** Advances the calendar. */
    void advanceCalendar(Duration time);

    /** The time of the calendar. */
    Instant now();

    @Override
    void close();

    /**
     * One node.
     *
     * @param live  the live state of this node
     * @param inbox the messages for this node
     */
    record Node(LiveState live, RecordingInbox inbox) {}
}
