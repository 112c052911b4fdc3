package dev.vask.api;

import dev.vask.http.Unread;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads request bodies into memory on the event loop, up to a limit (4.0.11). */
@Singleton
final class Bodies {

    private static final byte[] NONE = new byte[0];

    private final Unread unread;

    Bodies(Unread unread) {
        this.unread = unread;
    }

    /** The whole body, empty if there is none; fails with 413 as soon as it is too long. */
    CompletionStage<byte[]> read(HttpServerRequest request) {
        if (request.isEnded()) {
            return CompletableFuture.completedFuture(NONE);
        }
        CompletableFuture<byte[]> whole = new CompletableFuture<>();
        Buffer body = Buffer.buffer();
        request.pause(); // until all handlers are there
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
        return whole;
    }
}
