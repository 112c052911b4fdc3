package dev.vask.live.redis;

import dev.vask.apps.App;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Collects the operations on an app that one event loop begins in one pass over its sockets, to run them in one call of a script. Other threads
 * run theirs alone. Thread-safe.
 *
 * @param <O> an operation
 * @param <R> its result
 */
final class LoopBatches<O, R> {

    private final int maxWeight;
    private final BiFunction<App, List<O>, Future<List<R>>> call;
    private final ThreadLocal<Map<App, Batch>> ofThisPass = ThreadLocal.withInitial(IdentityHashMap::new);

    /**
     * Batches of one kind of operation.
     *
     * @param maxWeight the maximum of the sum of weights in a call, unless a single operation has more
     * @param call      runs operations; the results are in their order
     */
    LoopBatches(int maxWeight, BiFunction<App, List<O>, Future<List<R>>> call) {
        this.maxWeight = maxWeight;
        this.call = call;
    }

    /**
     * Runs an operation with the next batch of this event loop. The result completes on the context of the caller.
     *
     * @param weight what it adds to the work of the call
     */
    Future<R> add(App app, O operation, int weight) {
        ContextInternal context = ContextInternal.current();
        if (context == null || !context.inThread() || !context.isEventLoopContext()) {
            return alone(app, operation);
        }
        Map<App, Batch> batches = ofThisPass.get();
        Batch batch = batches.get(app);
        if (batch != null && batch.weight + weight > maxWeight) {
            batch.run();
            batch = null;
        }
        if (batch == null) {
            batch = new Batch(app);
            if (batches.isEmpty()) {
                context.unwrap().runOnContext(endOfPass -> runAll(batches));
            }
            batches.put(app, batch);
        }
        return batch.add(operation, weight, context.promise());
    }

    private Future<R> alone(App app, O operation) {
        Batch batch = new Batch(app);
        Future<R> result = batch.add(operation, 0, Promise.promise());
        batch.run();
        return result;
    }

    private void runAll(Map<App, Batch> batches) {
        List<Batch> complete = List.copyOf(batches.values());
        batches.clear();
        complete.forEach(Batch::run);
    }

    private final class Batch {

        private final App app;
        private final List<O> operations = new ArrayList<>();
        private final List<Promise<R>> results = new ArrayList<>();
        private int weight;

        Batch(App app) {
            this.app = app;
        }

        Future<R> add(O operation, int itsWeight, Promise<R> result) {
            operations.add(operation);
            results.add(result);
            weight += itsWeight;
            return result.future();
        }

        void run() {
            call.apply(app, operations).onComplete(this::complete);
        }

        private void complete(AsyncResult<List<R>> done) {
            for (int i = 0; i < results.size(); i++) {
                if (done.succeeded()) {
                    results.get(i).complete(done.result().get(i));
                } else {
                    results.get(i).fail(done.cause());
                }
            }
        }
    }
}
