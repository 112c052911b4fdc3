package dev.vask.functions;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.live.LiveState;
import dev.vask.webhooks.WebhookDeliverer;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The work that nodes do with their timers, once for each call. Repeated and concurrent calls do no harm: in this process, a call joins
 * the same tick that is running.
 */
@Singleton
@Unremovable // for the handler of AWS Lambda
public final class Ticks {

    private final WebhookDeliverer webhooks;
    private final LiveState live;
    private final AppStore apps;
    private final FunctionConfig config;
    private final AtomicReference<@Nullable CompletableFuture<Map<String, Integer>>> delivering =
            new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Map<String, Integer>>> maintaining =
            new AtomicReference<>();

    /** The ticks. */
    public enum Tick {
        /** Delivers the webhooks that are due. */
        DELIVER_WEBHOOKS("deliver-webhooks"),
        /** Releases expired nodes, stores usage, and deletes old dead letters. */
        MAINTAIN("maintain");

        private final String wireName;

        Tick(String wireName) {
            this.wireName = wireName;
        }

        /** The name in paths and events. */
        public String wireName() {
            return wireName;
        }

        /** The tick of a name, null if there is no such tick. */
        public static @Nullable Tick of(@Nullable String name) {
            for (Tick tick : values()) {
                if (tick.wireName.equals(name)) {
                    return tick;
                }
            }
            return null;
        }
    }

    Ticks(WebhookDeliverer webhooks, LiveState live, AppStore apps, FunctionConfig config) {
        this.webhooks = webhooks;
        this.live = live;
        this.apps = apps;
        this.config = config;
    }

    /** Runs a tick within the budget; completes with what it did, as numbers by name. */
    public CompletionStage<Map<String, Integer>> run(Tick tick) {
        return switch (tick) {
            case DELIVER_WEBHOOKS -> join(delivering, this::deliver);
            case MAINTAIN -> join(maintaining, this::maintain);
        };
    }

    private interface Work {
        CompletionStage<Map<String, Integer>> start();
    }

    private static CompletionStage<Map<String, Integer>> join(
            AtomicReference<@Nullable CompletableFuture<Map<String, Integer>>> running, Work work) {
        CompletableFuture<Map<String, Integer>> mine = new CompletableFuture<>();
        CompletableFuture<Map<String, Integer>> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        work.start().whenComplete((done, failure) -> {
            running.set(null);
            if (failure == null) {
                mine.complete(done);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletionStage<Map<String, Integer>> deliver() {
        return webhooks.deliverDue(config.tickBudget()).thenApply(count -> Map.of("apps", count));
    }

    private CompletionStage<Map<String, Integer>> maintain() {
        return apps.list()
                .thenCompose(all -> live.maintain(all.stream().map(App::key).toList()))
                .thenApply(done -> Map.of(
                        "released_nodes", done.releasedNodes(),
                        "deleted_dead_letters", done.deletedDeadLetters()))
                .toCompletableFuture()
                .orTimeout(config.tickBudget().toMillis(), TimeUnit.MILLISECONDS);
    }
}
