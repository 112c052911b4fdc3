package dev.vask.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads request bodies into memory on the event loop, up to a limit (4.0.11). */
@Singleton
final class Bodies {

    /** Bytes that a body may have. */
    static final int LONGEST = 1_048_576;

    /** How long a sender may go on with a body that nobody wants before its connection is closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final byte[] NONE = new byte[0];

    private final Vertx vertx;

    Bodies(Vertx vertx) {
        this.vertx = vertx;
    }

    static CallRefusedException tooLarge() {
        return CallRefusedException.tooLarge("the body has more than the %d bytes that are allowed".formatted(LONGEST));
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
            if (body.length() + chunk.length() <= LONGEST) {
                body.appendBuffer(chunk);
            } else {
                discard(request);
                whole.completeExceptionally(tooLarge());
            }
        });
        request.endHandler(end -> whole.complete(body.getBytes()));
        request.exceptionHandler(broken -> whole.completeExceptionally(
                CallRefusedException.invalid("the body was not sent in full: " + broken.getMessage())));
        if (isAwaitingGoAhead(request)) {
            request.response().writeContinue();
        }
        request.resume();
        return whole;
    }

    /**
     * Reads what is left of a body and forgets it: a connection closed on a sender in the middle of its sending would be
     * reset, and the answer lost.
     */
    void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long impatience = vertx.setTimer(PATIENCE.toMillis(), timer -> request.connection().close());
        request.handler(chunk -> {});
        request.endHandler(end -> vertx.cancelTimer(impatience));
        request.exceptionHandler(broken -> vertx.cancelTimer(impatience));
        request.resume();
    }

    /** Whether the sender waits to be told that its body is wanted. */
    static boolean isAwaitingGoAhead(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }
}
