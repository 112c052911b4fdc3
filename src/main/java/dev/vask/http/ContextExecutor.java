package dev.vask.http;

import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.Executor;

/** Runs tasks in the Vert.x context of a request, which the API of Vert.x can only do later. */
public final class ContextExecutor {

    private ContextExecutor() {}

    /** Returns an executor that runs a task at once, in the context of the current request. Use it on the same event loop. */
    public static Executor current() {
        return Vertx.currentContext() instanceof ContextInternal context ? context::dispatch : Runnable::run;
    }
}
