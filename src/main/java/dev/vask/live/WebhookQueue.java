package dev.vask.live;

import dev.vask.apps.App;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What backends are yet to be told. What changes the live state puts its webhook events here in the same step: no change is
 * without its event, and no event without its change. An event that may be undone is held back first (13.10).
 *
 * <p>One instance at a time works on an app, so that a channel's events can be told in their order; when it dies another takes
 * over within {@link #OWNERSHIP}, and begins with what was not settled. So whatever was taken is delivered at least once.
 *
 * <p>What waits is bounded by {@link WebhookQueueLimits}. While a channel_vacated waits that no instance has taken yet, a
 * channel_occupied of the same channel undoes it as within the grace: neither is told (13.10).
 *
 * <p>If the queue cannot be reached, the stages fail with {@link UnavailableException}.
 */
public interface WebhookQueue {

    /** How long an app belongs to the instance that took from it last. */
    Duration OWNERSHIP = Duration.ofSeconds(10);

    /** How long a delivery that was given up is kept. */
    Duration DEAD_LETTERS_KEPT = Duration.ofDays(7);

    /** How many of them an app has at most; older ones are forgotten. */
    int MOST_DEAD_LETTERS = 10_000;

    /** From now on {@code ready} hears the key of each app that has something new. It must not wait; it may hear too often. */
    void whenReady(Consumer<String> ready);

    /** The apps that may have something: for who was not there when they became ready. */
    CompletionStage<Set<String>> apps();

    /**
     * Takes what is to be done for an app now, if it belongs to nobody else.
     *
     * @param app  its key
     * @param now  the app, null if there is none any more
     * @param want how much, and from where on
     */
    CompletionStage<Taken> take(String app, @Nullable App now, Want want);

    /** A delivery is done: it succeeded, or is not wanted any more. */
    CompletionStage<Void> done(String app, Delivery delivery);

    /** A delivery, of which one attempt more has failed, is due again after a delay. */
    CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay);

    /**
     * A delivery is given up, and kept among the dead letters.
     *
     * @return how many older dead letters were forgotten because there are too many, or they have too many bytes
     */
    CompletionStage<Integer> giveUp(String app, Delivery delivery, String reason);

    /** This instance works on the app no more; all that was taken has been settled. */
    CompletionStage<Void> release(String app);

    /** What is in the queue of an app. */
    CompletionStage<WebhookStatus> status(String app);

    /** The deliveries of an app that were given up, the latest first, at most so many. */
    CompletionStage<List<DeadLetter>> deadLetters(String app, int most);

    /**
     * Makes dead letters due again, with a new time and the delivery ids that they had; returns how many.
     *
     * @param id the delivery id of one, null for all
     */
    CompletionStage<Integer> replay(App app, @Nullable String id);

    /**
     * How much to take.
     *
     * @param after   the last of the first attempts that this instance took already, null to begin with what is not settled
     * @param first   how many first attempts at most, or, if the app's webhooks are batched, events of one
     * @param retries how many further attempts at most
     * @param attempt how long an attempt may take: what is not settled well after that is due again
     */
    record Want(@Nullable String after, int first, int retries, Duration attempt) {}

    /** What there was to take. */
    sealed interface Taken {

        /** Another instance works on the app, for so long at least. */
        record Elsewhere(Duration pause) implements Taken {}

        /**
         * The app is this instance's.
         *
         * @param first   first attempts, in order
         * @param retries further attempts that are due
         * @param next    when something is due that is held back or postponed, null if nothing is
         * @param waiting how many deliveries of the app are not done, these included
         * @param dropped what was dropped since an instance last took
         */
        record Here(
                List<Delivery> first, List<Delivery> retries, @Nullable Duration next, long waiting, Dropped dropped)
                implements Taken {}
    }

    /**
     * How many events were dropped because of the {@link WebhookQueueLimits}.
     *
     * @param overEvents because too many wait
     * @param overBytes  because those that wait have too many bytes
     */
    record Dropped(long overEvents, long overBytes) {

        /** Nothing was dropped. */
        public static final Dropped NONE = new Dropped(0, 0);

        /** How many events that is. */
        public long events() {
            return overEvents + overBytes;
        }

        /** These and others. */
        public Dropped plus(Dropped others) {
            return new Dropped(overEvents + others.overEvents, overBytes + others.overBytes);
        }
    }
}
