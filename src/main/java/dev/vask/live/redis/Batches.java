package dev.vask.live.redis;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Does many things a few at a time, so that what they are asked of has room for others too. */
final class Batches {

    private static final int AT_ONCE = 200;

    private Batches() {}

    /** Does something with each of many, and fails if that fails for any. */
    static <T> Future<Void> forEach(Collection<T> things, Function<T, Future<?>> action) {
        return forEach(things, AT_ONCE, action);
    }

    /** The same, so many at a time. */
    static <T> Future<Void> forEach(Collection<T> things, int atOnce, Function<T, Future<?>> action) {
        return from(0, List.copyOf(things), atOnce, action);
    }

    private static <T> Future<Void> from(int start, List<T> things, int atOnce, Function<T, Future<?>> action) {
        if (start >= things.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(start + atOnce, things.size());
        List<Future<?>> results = new ArrayList<>();
        things.subList(start, end).forEach(thing -> results.add(action.apply(thing)));
        return Future.all(results).compose(done -> from(end, things, atOnce, action));
    }
}
