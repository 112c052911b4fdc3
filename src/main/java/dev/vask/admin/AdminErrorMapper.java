package dev.vask.admin;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RequestId;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.protocol.InvalidJsonException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions to error responses of the admin API. */
final class AdminErrorMapper {

    private static final Duration SOON = Duration.ofSeconds(1);

    @ServerExceptionMapper
    public Response refused(AdminException e, RoutingContext context) {
        return answer(new ErrorResponse(e.code(), String.valueOf(e.getMessage())), context);
    }

    @ServerExceptionMapper
    public Response wrongFields(InvalidFieldsException e, RoutingContext context) {
        return answer(wrongFields(e.problems()), context);
    }

    @ServerExceptionMapper
    public Response noJson(InvalidJsonException e, RoutingContext context) {
        return answer(
                new ErrorResponse(ApiErrorCode.INVALID_JSON, "Invalid request body: " + e.getMessage() + "."), context);
    }

    /** Redis or Postgres cannot be reached: the outcome of the request is unknown. */
    @ServerExceptionMapper({LiveStateUnavailableException.class, AppsUnavailableException.class})
    public Response unavailable(RuntimeException e, RoutingContext context) {
        return answer(
                new ErrorResponse(
                        ApiErrorCode.UNAVAILABLE,
                        "The outcome of the request is unknown. Retry it. Cause: " + e.getMessage(),
                        SOON),
                context);
    }

    private static Response answer(ErrorResponse error, RoutingContext context) {
        return error.toResponse(RequestId.of(context.request()));
    }

    private static ErrorResponse wrongFields(Map<String, String> problems) {
        String message = (problems.size() == 1 ? "1 field is invalid." : problems.size() + " fields are invalid.")
                + " Nothing was changed.";
        return new ErrorResponse(ApiErrorCode.INVALID_FIELDS, message, problems, null);
    }
}
