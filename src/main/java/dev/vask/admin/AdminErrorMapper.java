package dev.vask.admin;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestId;
import dev.vask.live.UnavailableException;
import dev.vask.protocol.InvalidJsonException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions to error responses of the admin API. */
final class Failures {

    private static final Duration SOON = Duration.ofSeconds(1);

    @ServerExceptionMapper
    public Response refused(RefusedException e, RoutingContext context) {
        return answer(new ErrorAnswer(e.code(), String.valueOf(e.getMessage())), context);
    }

    @ServerExceptionMapper
    public Response wrongFields(InvalidAppException e, RoutingContext context) {
        return answer(wrongFields(e.problems()), context);
    }

    @ServerExceptionMapper
    public Response noJson(InvalidJsonException e, RoutingContext context) {
        return answer(new ErrorAnswer(ErrorCode.INVALID_JSON, "Invalid request body: " + e.getMessage() + "."), context);
    }

    /** Redis or Postgres cannot be reached: the outcome of the request is unknown. */
    @ServerExceptionMapper({UnavailableException.class, AppsUnavailableException.class})
    public Response unavailable(RuntimeException e, RoutingContext context) {
        return answer(new ErrorAnswer(ErrorCode.UNAVAILABLE, "The outcome of the request is unknown. Retry it. Cause: " + e.getMessage(), SOON), context);
    }

    private static Response answer(ErrorAnswer error, RoutingContext context) {
        return error.toResponse(RequestId.of(context.request()));
    }

    private static ErrorAnswer wrongFields(Map<String, String> problems) {
        String message = (problems.size() == 1 ? "1 field is invalid." : problems.size() + " fields are invalid.") + " Nothing was changed.";
        return new ErrorAnswer(ErrorCode.INVALID_FIELDS, message, problems, null);
    }
}
