package dev.vask.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.logs.LogContext;
import dev.vask.protocol.Json;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An error response (4.0.5). It is logged with the request id, the client's address and the path: at level WARN for errors of the server, else at level DEBUG.
 *
 * @param code       machine-readable error code
 * @param message    what is wrong, then what to do, for people
 * @param fields     the error of each invalid field, by field name; empty if no field is invalid
 * @param retryAfter time to wait before retrying, or null
 */
public record ErrorResponse(
        ApiErrorCode code,
        String message,
        Map<String, String> fields,
        @Nullable Duration retryAfter) {

    /** 404 for a path that nothing is served at (4.0.7). */
    public static final ErrorResponse NO_SUCH_ROUTE =
            new ErrorResponse(ApiErrorCode.NO_SUCH_ROUTE, "No such route. GET / lists the main routes.");

    private static final Logger LOG = Logger.getLogger(ErrorResponse.class);

    /** An error without fields and waiting time. */
    public ErrorResponse(ApiErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    /** An error with the time to wait before retrying. */
    public ErrorResponse(ApiErrorCode code, String message, @Nullable Duration retryAfter) {
        this(code, message, Map.of(), retryAfter);
    }

    /** Logs an internal error with its cause, and returns the response, which does not contain the cause. */
    public static ErrorResponse broken(Throwable cause, String requestId) {
        LogContext.request(requestId).log(() -> LOG.errorf(cause, "Request %s failed unexpectedly", requestId));
        return new ErrorResponse(
                ApiErrorCode.INTERNAL_ERROR,
                "Internal error. The server's log has the cause under request id " + requestId + ".");
    }

    /** Logs the error and converts it for JAX-RS. */
    public Response toResponse(HttpServerRequest request) {
        RequestLog.refused(request, level(), this);
        return toResponse(RequestId.of(request));
    }

    /** Converts the error for JAX-RS. */
    public Response toResponse(String requestId) {
        Response.ResponseBuilder response = Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(json(requestId));
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(retryAfter));
        }
        return response.build();
    }

    /** Prepares the head of the response and returns its body, for code outside of JAX-RS. */
    public String begin(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(code.status()).putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        if (retryAfter != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wholeSeconds(retryAfter)));
        }
        RequestLog.refused(request, level(), this);
        return json(RequestId.of(request));
    }

    /** Sends the response, for code outside of JAX-RS. */
    public void end(HttpServerRequest request) {
        request.response().end(begin(request));
    }

    private String json(String requestId) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("error", message)
                .put("code", code.code())
                .put("message", message)
                .put("request_id", requestId);
        if (!fields.isEmpty()) {
            ObjectNode each = json.putObject("fields");
            fields.forEach(each::put);
        }
        return Json.compact(json);
    }

    private Logger.Level level() {
        boolean logged =
                code.status() >= 500 && code != ApiErrorCode.OVER_CAPACITY; // which clients can cause at any rate
        return logged ? Logger.Level.WARN : Logger.Level.DEBUG;
    }

    /** A duration in seconds, rounded up, so that a positive duration is never 0. */
    public static long wholeSeconds(Duration duration) {
        return Math.ceilDiv(duration.toNanos(), Duration.ofSeconds(1).toNanos());
    }
}
