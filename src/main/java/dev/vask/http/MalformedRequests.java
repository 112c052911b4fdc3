package dev.vask.http;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.netty.handler.codec.TooLongFrameException;
import io.quarkus.arc.Unremovable;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * Responds to requests whose head is invalid or too long, and closes their connections, because the start of the next request is
 * not known.
 */
@Singleton
@Unremovable
final class MalformedRequests implements Handler<HttpServerRequest> {

    private static final ErrorResponse MALFORMED =
            new ErrorResponse(ApiErrorCode.MALFORMED_REQUEST, "Malformed HTTP request.");

    private final HttpLimitsConfig config;
    private final Meters meters;

    MalformedRequests(HttpLimitsConfig config, Meters meters) {
        this.config = config;
        this.meters = meters;
    }

    int maxHeadBytes() {
        return config.maxHeadBytes();
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        error(request).end(request); // Vert.x closes the connection of an invalid request after the response
    }

    private ErrorResponse error(HttpServerRequest request) {
        if (request.decoderResult().cause() instanceof TooLongFrameException) {
            meters.rejected(Bound.HEAD_BYTES);
            return new ErrorResponse(
                    ApiErrorCode.HEAD_TOO_LARGE,
                    "The request line and the headers have more than the maximum of %d bytes."
                            .formatted(config.maxHeadBytes()));
        }
        return MALFORMED;
    }
}
