package dev.vask.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
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
            closeAfterResponse(request);
            response.end(body).onComplete(written -> request.connection().close());
        } else {
            discard(request);
            response.end(body);
        }
    }

    /** Like {@link #reject(HttpServerRequest, ErrorResponse)}, for code that returns its response to Quarkus REST. */
    public Response reject(RoutingContext context, ErrorResponse error) {
        discardOrClose(context);
        return error.toResponse(context.request());
    }

    /** Discards the rest of a body, or closes the connection after the response if the client waits for 100 Continue. */
    void discardOrClose(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (expectsContinue(request)) {
            closeAfterResponse(request);
            context.addEndHandler(ended -> request.connection().close());
        } else {
            discard(request);
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
        if (request.isEnded()) { // the body had been read before the request was paused
            vertx.cancelTimer(timer);
        }
    }

    /** Sends 100 Continue to a client that waits for it. */
    void sendContinue(HttpServerRequest request) {
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
    static void closeAfterResponse(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
}
