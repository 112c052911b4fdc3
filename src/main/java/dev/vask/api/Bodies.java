package dev.vask.api;

import dev.vask.guard.GuardConfig;
import dev.vask.http.Unread;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads request bodies into memory on the event loop, up to a limit (4.0.11) and for so long. */
@Singleton
final class Bodies {

    private static final byte[] NONE = new byte[0];

    private final Unread unread;
    private final Vertx vertx;
    private final Duration patience;

    Bodies(Unread unread, Vertx vertx, GuardConfig config) {
        this.unread = unread;
        this.vertx = vertx;
        this.patience = config.requestTimeout();
    }

    /** The whole body, empty if there is none; fails with 413 as soon as it is too long. */
    CompletionStage<byte[]> read(HttpServerRequest request) {
        if (request.isEnded()) {
            return CompletableFuture.completedFuture(NONE);
        }
        CompletableFuture<byte[]> whole = new CompletableFuture<>();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= Unread.LONGEST_BODY) {
                body.appendBuffer(chunk);
            } else {
                unread.discard(request);
                whole.completeExceptionally(CallRefusedException.of(Unread.TOO_LONG));
            }
        });
        request.endHandler(end -> whole.complete(body.getBytes()));
        request.exceptionHandler(broken -> whole.completeExceptionally(
                CallRefusedException.invalid("the body was not sent in full: " + broken.getMessage())));
        if (Unread.isAwaitingGoAhead(request)) {
            request.response().writeContinue();
        }
        request.resume();
        vertx.runOnContext(later -> endInTime(request, whole)); // most bodies are there by then, and cost no timer
        return whole;
    }

    private void endInTime(HttpServerRequest request, CompletableFuture<byte[]> whole) {
        if (!whole.isDone()) {
            long impatience = vertx.setTimer(patience.toMillis(), timer -> request.connection().close());
            whole.whenComplete((body, failure) -> vertx.cancelTimer(impatience));
        }
    }
}
