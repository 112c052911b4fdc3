package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.live.LiveState;
import dev.vask.live.Usage;
import dev.vask.live.WebhookStatus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sums over all apps. The stores are asked at most once in a time, however many operators watch. */
@Singleton
final class ServerTotals {

    private static final int MAX_APPS = 500;
    private static final long MILLIS_PER_RESULT = 2_000;

    private final AppStore apps;
    private final LiveState live;
    private @Nullable Cached last;

    /**
     * The sums, and how long a read from the database took.
     *
     * @param postgresMillis negative if it failed
     */
    record Sums(ServerResponse.Totals totals, ServerResponse.Webhooks webhooks, double postgresMillis) {}

    private record Cached(long at, CompletableFuture<Sums> sums) {}

    ServerTotals(AppStore apps, LiveState live) {
        this.apps = apps;
        this.live = live;
    }

    /** The sums, at most two seconds old. Never fails. */
    synchronized Uni<Sums> get() {
        long now = System.nanoTime() / 1_000_000;
        Cached current = last;
        if (current == null || now - current.at > MILLIS_PER_RESULT) {
            current = new Cached(now, load().toCompletableFuture());
            last = current;
        }
        return Uni.createFrom().completionStage(current.sums);
    }

    private CompletionStage<Sums> load() {
        long begun = System.nanoTime();
        return apps.list()
                .thenCompose(all -> {
                    double millis = (System.nanoTime() - begun) / 1e6;
                    return sum(all).thenApply(sums -> new Sums(sums.totals, sums.webhooks, millis));
                })
                .exceptionally(failure -> new Sums(
                        new ServerResponse.Totals(null, null, null), new ServerResponse.Webhooks(0, 0, 0), -1));
    }

    private CompletionStage<Sums> sum(List<App> all) {
        List<App> some = all.stream().limit(MAX_APPS).toList();
        CompletableFuture<List<Usage>> usages = each(some.stream(), live::usage);
        CompletableFuture<List<WebhookStatus>> queues =
                each(some.stream().filter(it -> it.webhook() != null), app -> live.webhooks()
                        .status(app.key()));
        return usages.thenCombine(
                        queues,
                        (usage, queue) -> new Sums(
                                new ServerResponse.Totals(
                                        (long) all.size(),
                                        usage.stream()
                                                .mapToLong(Usage::connections)
                                                .sum(),
                                        usage.stream()
                                                .mapToLong(Usage::channels)
                                                .sum()),
                                new ServerResponse.Webhooks(
                                        queue.stream()
                                                .mapToLong(WebhookStatus::waitingEvents)
                                                .sum(),
                                        queue.stream()
                                                .mapToLong(WebhookStatus::waitingBytes)
                                                .sum(),
                                        queue.stream()
                                                .mapToLong(WebhookStatus::droppedEvents)
                                                .sum()),
                                0))
                .exceptionally(failure -> new Sums(
                        new ServerResponse.Totals((long) all.size(), null, null),
                        new ServerResponse.Webhooks(0, 0, 0),
                        0));
    }

    private static <T> CompletableFuture<List<T>> each(Stream<App> apps, Function<App, CompletionStage<T>> read) {
        List<CompletableFuture<T>> all =
                apps.map(app -> read.apply(app).toCompletableFuture()).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> all.stream().map(CompletableFuture::resultNow).toList());
    }
}
