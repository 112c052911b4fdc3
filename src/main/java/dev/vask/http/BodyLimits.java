package dev.vask.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Handles the bodies of requests that are answered without reading them. */
@Singleton
public final class BodyLimits {

    /** Maximum bytes of a body (4.0.11). */
    public static final int MAX_BODY_BYTES = 1_048_576;

    /** The error for a body, or a declared length, above the maximum. */
    public static final ErrorResponse BODY_TOO_LARGE = new ErrorResponse(
            ApiErrorCode.BODY_TOO_LARGE,
            "The request body has more than the maximum of %d bytes.".formatted(MAX_BODY_BYTES));

    /** The order of routes before the body limit of Quarkus, which is at -2. */
    public static final int BEFORE_LIMITS = -1_000;

    /** Time that a client may continue to send an unread body before its connection is closed. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Vertx vertx;

    BodyLimits(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Responds, and keeps the connection open for the next request if possible. */
    public void reject(HttpServerRequest request, ErrorResponse error) {
        HttpServerResponse response = request.response();
        String body = error.begin(request);
        if (expectsContinue(request)) {
            closeAfterAnswer(request);
            response.end(body).onComplete(written -> request.connection().close());
        } else {
            discard(request);
            response.end(body);
        }
    }

    /**
     * Reads the rest of a body and discards it. Closing the connection while the client sends would reset it and lose the response.
     */
    public void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long timer =
                vertx.setTimer(TIMEOUT.toMillis(), late -> request.connection().close());
        request.handler(chunk -> {});
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.exceptionHandler(broken -> vertx.cancelTimer(timer));
        request.resume();
    }

    /** Sends 100 Continue to a client that waits for it. */
    void goAhead(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.headers().remove(HttpHeaders.EXPECT); // it no longer waits
            request.response().writeContinue();
        }
    }

    /** Whether the client waits for 100 Continue on a connection that can have further requests. */
    static boolean expectsContinue(HttpServerRequest request) {
        return !request.isEnded()
                && request.version() == HttpVersion.HTTP_1_1
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    /**
     * Closes the connection after the response. The client may send the body or another request next, which cannot be told apart.
     */
    static void closeAfterAnswer(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
}
