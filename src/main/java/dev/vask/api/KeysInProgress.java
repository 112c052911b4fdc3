package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.live.IdempotencyKey;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The idempotency keys of the publishes that this node is carrying out. Thread-safe. */
final class KeysInProgress {

    private final Set<AppKey> keys = ConcurrentHashMap.newKeySet();

    private record AppKey(String app, String key) {}

    /**
     * Runs a publish, unless another one with its key is in progress.
     *
     * @throws ApiException if one is
     */
    <T> CompletionStage<T> run(App app, @Nullable IdempotencyKey key, Supplier<CompletionStage<T>> publish) {
        if (key == null) {
            return publish.get();
        }
        AppKey inProgress = new AppKey(app.key(), key.value());
        if (!keys.add(inProgress)) {
            throw ApiException.keyInProgress();
        }
        try {
            return publish.get().whenComplete((result, failure) -> keys.remove(inProgress));
        } catch (RuntimeException e) {
            keys.remove(inProgress);
            throw e;
        }
    }
}
