package dev.vask.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * An answer that says why a request was not done (4.0.5). With the request's id it is in the log as well: as a warning if this
 * server is to blame, else at the level of debugging.
 *
 * @param code       why, for programs
 * @param message    what is wrong and what would be right, for people
 * @param fields     what is wrong with each field, by its name; empty if that is not what is the matter
 * @param retryAfter when another try may do, or null
 */
public record ErrorAnswer(ErrorCode code, String message, Map<String, String> fields, @Nullable Duration retryAfter) {

    private static final Logger LOG = Logger.getLogger(ErrorAnswer.class);

    /** Nothing but why. */
    public ErrorAnswer(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    /** With the time after which another try may do. */
    public ErrorAnswer(ErrorCode code, String message, @Nullable Duration retryAfter) {
        this(code, message, Map.of(), retryAfter);
    }

    /** The server failed, and why is in its log alone. */
    public static ErrorAnswer broken(Throwable cause, String requestId) {
        LOG.errorf(cause, "Request %s failed unexpectedly", requestId);
        return new ErrorAnswer(
                ErrorCode.INTERNAL_ERROR, "Internal error. The server's log has the cause under request id " + requestId + ".");
    }

    /** For those who answer by JAX-RS. */
    public Response toResponse(String requestId) {
        Response.ResponseBuilder response = Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(json(requestId));
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(retryAfter));
        }
        return response.build();
    }

    /** For those who answer before a resource is reached: prepares the head, and returns the body that is to end it. */
    public String begin(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(code.status()).putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        if (retryAfter != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wholeSeconds(retryAfter)));
        }
        return json(RequestId.of(request));
    }

    /** For those who answer before a resource is reached. */
    public void end(HttpServerRequest request) {
        request.response().end(begin(request));
    }

    private String json(String requestId) {
        LOG.logf(level(), "Request %s: %d %s, %s", requestId, code.status(), code.code(), message);
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
        boolean logged = code.status() >= 500 && code != ErrorCode.OVER_CAPACITY; // which anybody can cause, as often as they like
        return logged ? Logger.Level.WARN : Logger.Level.DEBUG;
    }

    /** A duration in seconds, rounded up: never 0 while there is something left. */
    public static long wholeSeconds(Duration duration) {
        return Math.ceilDiv(duration.toNanos(), Duration.ofSeconds(1).toNanos());
    }
}
