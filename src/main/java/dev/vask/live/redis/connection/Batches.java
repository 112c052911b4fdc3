package dev.vask.live.redis.connection;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Runs many calls, a limited number at a time, so that calls of others run between them. */
public final class Batches {

    private static final int AT_ONCE = 200;

    private Batches() {}

    /** Calls an action for each item; fails if the action fails for one. */
    public static <T> Future<Void> forEach(Collection<T> things, Function<T, Future<?>> action) {
        return forEach(things, AT_ONCE, action);
    }

    /** The same with a maximum number of calls at a time. */
    public static <T> Future<Void> forEach(Collection<T> things, int atOnce, Function<T, Future<?>> action) {
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
