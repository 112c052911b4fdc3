package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.WebhookStatus;
import dev.vask.protocol.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** {@link WebhookQueue} of a standalone server, in memory. This node owns every app. */
final class MemoryWebhookQueue implements WebhookQueue {

    private final ConcurrentHashMap<String, AppQueue> apps = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final WebhookQueueLimits limits;
    private final ToLongFunction<String> held;
    private final InstantSource clock;
    private volatile Consumer<String> ready = app -> {};

    /** The queue of one app, and what was dropped from it. */
    private final class AppQueue {
        final WaitingDeliveries waiting = new WaitingDeliveries(limits);
        final DeadLetters dead = new DeadLetters(limits.deadLetterBytes());
        Dropped dropped = Dropped.NONE;
        Dropped unseen = Dropped.NONE;

        @Nullable
        Instant lastDropped;

        @Nullable
        Void drop(Dropped more) {
            if (more.events() > 0) {
                dropped = dropped.plus(more);
                unseen = unseen.plus(more);
                lastDropped = clock.instant();
            }
            return null;
        }

        TakeResult take(TakeRequest want, boolean batch) {
            Dropped now = unseen;
            unseen = Dropped.NONE;
            return waiting.take(want, batch, clock.millis(), now);
        }

        boolean isEmpty() {
            return waiting.isEmpty() && dead.isEmpty() && dropped.events() == 0;
        }
    }

    /**
     * Creates an empty queue.
     *
     * @param held the number of events of an app that are held back
     */
    MemoryWebhookQueue(WebhookQueueLimits limits, ToLongFunction<String> held, InstantSource clock) {
        this.limits = limits;
        this.held = held;
        this.clock = clock;
    }

    /** Adds an event, unless a limit is reached. */
    void add(App app, WebhookEvent event) {
        Webhook webhook = app.webhook();
        long now = clock.millis();
        long number = last.updateAndGet(before -> Math.max(before + 1, now * 1_000));
        Delivery delivery = Delivery.of(
                app.key() + "-" + number,
                Long.toString(number),
                now,
                webhook == null ? 0 : webhook.generation(),
                event);
        in(app.key(), queue -> queue.drop(queue.waiting.add(delivery)));
        ready.accept(app.key());
    }

    /** Counts an event that was dropped because too many are held back. */
    void drop(App app) {
        in(app.key(), queue -> queue.drop(new Dropped(1, 0)));
    }

    /** The maximum number of events that are held back. */
    long mostHeld() {
        return limits.held();
    }

    /** Removes everything of a deleted app. */
    void forget(String app) {
        apps.remove(app);
    }

    @Override
    public void whenReady(Consumer<String> hears) {
        ready = hears;
    }

    @Override
    public CompletionStage<Set<String>> apps() {
        return CompletableFuture.completedFuture(Set.copyOf(apps.keySet()));
    }

    @Override
    public CompletionStage<TakeResult> take(String app, @Nullable App now, TakeRequest want) {
        Webhook webhook = now == null ? null : now.webhook();
        boolean batch = webhook != null && webhook.batch();
        return in(app, queue -> queue.take(want, batch));
    }

    @Override
    public CompletionStage<Void> done(String app, Delivery delivery) {
        return in(app, queue -> queue.waiting.remove(delivery));
    }

    @Override
    public CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay) {
        return in(app, queue -> {
            queue.waiting.postpone(delivery, clock.millis() + delay.toMillis());
            return null;
        });
    }

    @Override
    public CompletionStage<Integer> giveUp(String app, Delivery delivery, String reason) {
        return in(app, queue -> {
            queue.waiting.remove(delivery);
            return queue.dead.add(new DeadLetter(delivery, clock.instant(), reason));
        });
    }

    @Override
    public CompletionStage<Void> release(String app) {
        return in(app, queue -> null);
    }

    @Override
    public CompletionStage<WebhookStatus> status(String app) {
        long heldNow = held.applyAsLong(
                app); // outside of the operation: it takes the lock of the app's state, whose operations call this
        // queue
        return in(
                app,
                queue -> new WebhookStatus(
                        queue.waiting.events(),
                        queue.waiting.bytes(),
                        heldNow,
                        queue.dropped.events(),
                        queue.lastDropped,
                        queue.dead.size(),
                        queue.dead.bytes()));
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(String app, int most) {
        return in(app, queue -> queue.dead.latest(clock.instant(), most));
    }

    @Override
    public CompletionStage<Integer> replay(App app, @Nullable String id) {
        Webhook webhook = app.webhook();
        long generation = webhook == null ? 0 : webhook.generation();
        CompletionStage<Integer> replayed = in(app.key(), queue -> {
            List<Delivery> letters = queue.dead.take(id);
            letters.forEach(it -> queue.waiting.postpone(it.replayed(clock.millis(), generation), clock.millis()));
            return letters.size();
        });
        ready.accept(app.key());
        return replayed;
    }

    private <T extends @Nullable Object> CompletionStage<T> in(String app, Function<AppQueue, T> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        apps.compute(app, (key, before) -> { // which is atomic per key
            AppQueue queue = before == null ? new AppQueue() : before;
            answer.complete(operation.apply(queue));
            return queue.isEmpty() ? null : queue;
        });
        return answer;
    }
}
