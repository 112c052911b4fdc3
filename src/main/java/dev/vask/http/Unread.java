package dev.vask.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Requests that are answered before anybody has read their bodies. */
@Singleton
public final class Unread {

    /** Bytes that a body may have (4.0.11). */
    public static final int LONGEST_BODY = 1_048_576;

    /** A body, or what its sender says of it, is longer than that. */
    public static final ErrorAnswer TOO_LONG = new ErrorAnswer(
            ErrorCode.BODY_TOO_LARGE, "The request body has more than the maximum of %d bytes.".formatted(LONGEST_BODY));

    /** The order of routes that are before the limit that Quarkus sets for all bodies, at -2. */
    public static final int BEFORE_LIMITS = -1_000;

    /** How long a sender may go on with a body that nobody wants before its connection is closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;

    Unread(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Responds, and keeps the connection open for the next request if possible. */
    public void turnAway(HttpServerRequest request, ErrorAnswer error) {
        HttpServerResponse response = request.response();
        String body = error.begin(request);
        if (isAwaitingGoAhead(request)) {
            closeAfterAnswer(request);
            response.end(body).onComplete(written -> request.connection().close());
        } else {
            discard(request);
            response.end(body);
        }
    }

    /**
     * Reads what is left of a body and forgets it: a connection closed on a sender in the middle of its sending would be
     * reset, and the answer lost.
     */
    public void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long impatience = vertx.setTimer(PATIENCE.toMillis(), timer -> request.connection().close());
        request.handler(chunk -> {});
        request.endHandler(end -> vertx.cancelTimer(impatience));
        request.exceptionHandler(broken -> vertx.cancelTimer(impatience));
        request.resume();
    }

    /** Tells a sender that waits for it that its body is wanted. */
    void goAhead(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.headers().remove(HttpHeaders.EXPECT); // it waits no longer
            request.response().writeContinue();
        }
    }

    /** Whether the sender waits to be told that its body is wanted, and another request may follow on its connection. */
    static boolean isAwaitingGoAhead(HttpServerRequest request) {
        return !request.isEnded()
                && request.version() == HttpVersion.HTTP_1_1
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    /** The sender may now send its body or another request, and nobody could tell which. */
    static void closeAfterAnswer(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
}
