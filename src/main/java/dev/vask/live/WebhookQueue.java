package dev.vask.live;

import dev.vask.apps.App;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The webhook events that are not delivered yet. A change of the live state adds its events atomically, so that there is no change
 * without its event and no event without its change. Events that can be reverted are held back first (13.10).
 *
 * <p>One node at a time owns an app, so that the events of a channel can be sent in order. After a crash of the owner another node
 * takes over within {@link #OWNERSHIP}, and starts with the deliveries that were not settled. Every accepted event is thereby
 * delivered at least once.
 *
 * <p>{@link WebhookQueueLimits} limits the waiting events. A channel_occupied removes a waiting channel_vacated of the same channel
 * that no node has taken yet, as within the grace: neither is sent (13.10).
 *
 * <p>If the queue cannot be reached, the stages fail with {@link LiveStateUnavailableException}.
 */
public interface WebhookQueue {

    /** How long a node owns an app after its last take. */
    Duration OWNERSHIP = Duration.ofSeconds(10);

    /** How long dead letters are kept. */
    Duration DEAD_LETTER_RETENTION = Duration.ofDays(7);

    /** Maximum number of dead letters of an app; the oldest are deleted. */
    int MAX_DEAD_LETTERS = 10_000;

    /**
     * From now on {@code ready} receives the key of each app that has new events. It must not block; it may be called more often
     * than needed.
     */
    void whenReady(Consumer<String> ready);

    /** The apps that may have events, for a node that was not listening when they became ready. */
    CompletionStage<Set<String>> apps();

    /**
     * Takes the deliveries of an app that are due, if no other node owns the app.
     *
     * @param app  the key of the app
     * @param now  the app, null if it does not exist any more
     * @param want how much to take, and from where
     */
    CompletionStage<TakeResult> take(String app, @Nullable App now, TakeRequest want);

    /** Settles a delivery that succeeded or is no longer wanted. */
    CompletionStage<Void> done(String app, Delivery delivery);

    /** Schedules the next attempt of a delivery that has failed. */
    CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay);

    /**
     * Moves a delivery to the dead letters.
     *
     * @return how many older dead letters were deleted because of a limit
     */
    CompletionStage<Integer> giveUp(String app, Delivery delivery, String reason);

    /** Ends the ownership of the app. All taken deliveries must be settled. */
    CompletionStage<Void> release(String app);

    /** The state of the queue of an app. */
    CompletionStage<WebhookStatus> status(String app);

    /** The dead letters of an app, newest first, up to a maximum number. */
    CompletionStage<List<DeadLetter>> deadLetters(String app, int most);

    /**
     * Makes dead letters due again, with a new time and the same delivery ids. Returns how many.
     *
     * @param id the delivery id of one, null for all
     */
    CompletionStage<Integer> replay(App app, @Nullable String id);

    /**
     * How much to take.
     *
     * @param after   the last first attempt that this node has taken, null to start with the deliveries that are not settled
     * @param first   maximum number of first attempts, or of events in them if the webhook is batched
     * @param retries maximum number of retries
     * @param attempt timeout of an attempt: deliveries that are not settled well after it are due again
     */
    record TakeRequest(@Nullable String after, int first, int retries, Duration attempt) {}

    /** The result of a take. */
    sealed interface TakeResult {

        /** Another node owns the app, for at least this time. */
        record OwnedElsewhere(Duration pause) implements TakeResult {}

        /**
         * This node owns the app.
         *
         * @param first   first attempts, in order
         * @param retries retries that are due
         * @param next    when the next held back or postponed delivery is due, or null
         * @param waiting the number of unsettled deliveries of the app, including these
         * @param dropped what was dropped since the last take of a node
         */
        record Owned(
                List<Delivery> first,
                List<Delivery> retries,
                @Nullable Duration next,
                long waiting,
                Dropped dropped) implements TakeResult {}
    }

    /**
     * How many events were dropped because of the {@link WebhookQueueLimits}.
     *
     * @param overEvents dropped because of the number of waiting events
     * @param overBytes  dropped because of the bytes of waiting events
     */
    record Dropped(long overEvents, long overBytes) {

        /** Nothing was dropped. */
        public static final Dropped NONE = new Dropped(0, 0);

        /** The sum of both. */
        public long events() {
            return overEvents + overBytes;
        }

        /** The sum with others. */
        public Dropped plus(Dropped others) {
            return new Dropped(overEvents + others.overEvents, overBytes + others.overBytes);
        }
    }
}
