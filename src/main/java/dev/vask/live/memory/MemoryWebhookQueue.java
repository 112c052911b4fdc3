package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.protocol.WebhookEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link WebhookQueue} of a standalone server: every app is its own, and what it holds is gone with it. */
final class MemoryWebhookQueue implements WebhookQueue {

    private final ConcurrentHashMap<String, Waiting> apps = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final InstantSource clock;
    private volatile Consumer<String> ready = app -> {};

    MemoryWebhookQueue(InstantSource clock) {
        this.clock = clock;
    }

    /** Puts an event in. */
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
        in(app.key(), waiting -> {
            waiting.add(delivery);
            return null;
        });
        ready.accept(app.key());
    }

    /** Forgets all of an app that is no more. */
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
    public CompletionStage<Taken> take(String app, @Nullable App now, Want want) {
        Webhook webhook = now == null ? null : now.webhook();
        boolean batch = webhook != null && webhook.batch();
        return in(app, waiting -> waiting.take(want, batch, clock.millis()));
    }

    @Override
    public CompletionStage<Void> done(String app, Delivery delivery) {
        return in(app, waiting -> waiting.remove(delivery));
    }

    @Override
    public CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay) {
        return in(app, waiting -> {
            waiting.remove(delivery);
            waiting.postpone(delivery, clock.millis() + delay.toMillis());
            return null;
        });
    }

    @Override
    public CompletionStage<Void> giveUp(String app, Delivery delivery, String reason) {
        return in(app, waiting -> {
            waiting.remove(delivery);
            waiting.bury(new DeadLetter(delivery, clock.instant(), reason));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> release(String app) {
        return in(app, waiting -> null);
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(String app, int most) {
        return in(app, waiting -> waiting.dead(clock.instant(), most));
    }

    @Override
    public CompletionStage<Integer> replay(App app, @Nullable String id) {
        Webhook webhook = app.webhook();
        long generation = webhook == null ? 0 : webhook.generation();
        CompletionStage<Integer> replayed =
                in(app.key(), waiting -> waiting.replay(id, clock.millis(), generation));
        ready.accept(app.key());
        return replayed;
    }

    private <T extends @Nullable Object> CompletionStage<T> in(String app, Function<Waiting, T> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        apps.compute(app, (key, before) -> { // which is atomic for each key
            Waiting waiting = before == null ? new Waiting() : before;
            answer.complete(operation.apply(waiting));
            return waiting.isEmpty() ? null : waiting;
        });
        return answer;
    }
}
