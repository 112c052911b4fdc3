package dev.vask.ops;

import dev.vask.apps.AppIdTakenException;
import dev.vask.apps.AppsNotWritableException;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RejectedRequestException;
import dev.vask.http.RequestId;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.InvalidSignatureException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions to error responses, for backends and operators alike (4.0.1, 4.0.5). */
final class ErrorMapper {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final BodyLimits bodyLimits;

    ErrorMapper(BodyLimits bodyLimits) {
        this.bodyLimits = bodyLimits;
    }

    /** Responds to a request whose filter or resource failed. */
    @ServerExceptionMapper({Throwable.class, WebApplicationException.class})
    public Response failed(Throwable failure, RoutingContext context) {
        return bodyLimits.reject(context, map(failure, RequestId.of(context.request())));
    }

    /** The error response to a failure. An unexpected one is logged with its cause. */
    static ErrorResponse map(Throwable failure, String requestId) {
        Throwable cause = causeOf(failure);
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case RejectedRequestException it -> it.answer();
            case InvalidNameException it -> new ErrorResponse(ApiErrorCode.INVALID_NAME, message);
            case InvalidJsonException it ->
                new ErrorResponse(ApiErrorCode.INVALID_JSON, "Invalid request body: " + message + ".");
            case InvalidSignatureException it -> new ErrorResponse(ApiErrorCode.INVALID_SIGNATURE, message);
            case LiveStateUnavailableException it -> unavailable(message);
            case AppIdTakenException it -> new ErrorResponse(ApiErrorCode.APP_ID_TAKEN, message);
            case AppsNotWritableException it -> new ErrorResponse(ApiErrorCode.APPS_NOT_WRITABLE, message);
            case AppsUnavailableException it -> unavailable(message);
            case WebApplicationException it -> ofStatus(it.getResponse().getStatus());
            default -> ErrorResponse.broken(cause, requestId);
        };
    }

    /** The error response for a status that Quarkus or Vert.x chose. */
    static ErrorResponse ofStatus(int status) {
        return switch (ApiErrorCode.ofStatus(status)) {
            case NO_SUCH_ROUTE -> ErrorResponse.NO_SUCH_ROUTE;
            case BODY_TOO_LARGE -> BodyLimits.BODY_TOO_LARGE;
            case INTERNAL_ERROR -> new ErrorResponse(ApiErrorCode.INTERNAL_ERROR, "Internal error.");
            default -> new ErrorResponse(ApiErrorCode.MALFORMED_REQUEST, "Malformed HTTP request.");
        };
    }

    /** Redis or Postgres cannot be reached: the outcome of the request is unknown. */
    private static ErrorResponse unavailable(String message) {
        String error = "The outcome of the request is unknown. Retry it. Cause: " + message;
        return new ErrorResponse(ApiErrorCode.UNAVAILABLE, error, RETRY_AFTER);
    }

    /** The cause of a failure, without the wrappers of {@link CompletionException}. */
    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
