package dev.vask.live.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.live.Delivery;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryWebhookQueueTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryWebhookQueue queue =
            new MemoryWebhookQueue(LiveStateFixture.LIMITS.webhooks(), held -> 0, now::get);
    private final App app = App.withDefaults("shop", new Secret("s"));

    @Test
    void dead_letters_are_kept_for_seven_days() {
        queue.add(app, new ChannelOccupied("x"));
        TakeResult.Owned taken =
                (TakeResult.Owned) resultOf(queue.take("shop", app, new TakeRequest(null, 1, 1, SECOND)));
        Delivery delivery = taken.first().getFirst();
        resultOf(queue.giveUp("shop", delivery, "the endpoint returned 500"));

        later(Duration.ofDays(7).minus(SECOND));
        assertThat(resultOf(queue.deadLetters("shop", 10))).hasSize(1);
        later(SECOND.multipliedBy(2));
        assertThat(resultOf(queue.deadLetters("shop", 10))).isEmpty();
    }

    private static <T> T resultOf(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join(); // operations in memory are complete
    }

    private void later(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
