package dev.vask.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Handles bodies on routes that do not read them: they are discarded on arrival, and a WebSocket handshake with a body is rejected.
 */
@Singleton
final class BodyDiscarder {

    private static final ErrorResponse HANDSHAKE =
            new ErrorResponse(ApiErrorCode.MALFORMED_REQUEST, "A WebSocket handshake must not have a body.");

    private final BodyLimits bodyLimits;

    BodyDiscarder(BodyLimits bodyLimits) {
        this.bodyLimits = bodyLimits;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.HANDSHAKE_BODY.number()).handler(this::rejectHandshakeWithBody);
        router.route().order(RouteOrder.BODY_DISCARD.number()).handler(this::discard);
    }

    private void rejectHandshakeWithBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.headers().contains("Sec-WebSocket-Key") && mayHaveBody(request)) {
            bodyLimits.reject(request, HANDSHAKE);
        } else {
            context.next();
        }
    }

    private void discard(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean hasBody = BodyLimits.expectsContinue(request) || mayHaveBody(request);
        if (hasBody && !isSigned(context.normalizedPath())) {
            bodyLimits.discardOrClose(context);
        }
        context.next();
    }

    /** Whether the body is read later, after the signature has been verified, or discarded with the error response. */
    private static boolean isSigned(String path) {
        return path.startsWith("/apps/") || path.equals("/apps");
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || request.version() == HttpVersion.HTTP_2
                : !length.equals("0");
    }
}
