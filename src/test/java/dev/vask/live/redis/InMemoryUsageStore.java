package dev.vask.live.redis;

import static java.util.stream.Collectors.toMap;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.UsageStore;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A usage store in memory that can be made unavailable. */
final class InMemoryUsageStore implements UsageStore {

    private final Map<String, Map<LocalDate, Long>> apps = new ConcurrentHashMap<>();
    volatile boolean unavailable;

    Map<LocalDate, Long> of(String app) {
        return apps.getOrDefault(app, Map.of());
    }

    @Override
    public CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month) {
        return completed(of(app).entrySet().stream()
                .filter(it -> YearMonth.from(it.getKey()).equals(month))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public CompletionStage<Void> save(Map<String, Map<LocalDate, Long>> events) {
        if (!unavailable) {
            events.forEach((app, days) -> days.forEach((day, number) ->
                    apps.computeIfAbsent(app, key -> new ConcurrentHashMap<>()).merge(day, number, Math::max)));
        }
        return this.<Void>completed(null);
    }

    private <T> CompletionStage<T> completed(T result) {
        return unavailable
                ? CompletableFuture.failedFuture(
                        new AppsUnavailableException("the database is unavailable", new IllegalStateException()))
                : CompletableFuture.completedFuture(result);
    }
}
