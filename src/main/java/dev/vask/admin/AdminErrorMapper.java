package dev.vask.admin;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps invalid fields to one error response that names them all. Other exceptions are mapped as for the HTTP API. */
final class AdminErrorMapper {

    private final BodyLimits bodyLimits;

    AdminErrorMapper(BodyLimits bodyLimits) {
        this.bodyLimits = bodyLimits;
    }

    @ServerExceptionMapper
    public Response wrongFields(InvalidFieldsException e, RoutingContext context) {
        return bodyLimits.reject(context, wrongFields(e.problems()));
    }

    private static ErrorResponse wrongFields(Map<String, String> problems) {
        String message = (problems.size() == 1 ? "1 field is invalid." : problems.size() + " fields are invalid.")
                + " Nothing was changed.";
        return new ErrorResponse(ApiErrorCode.INVALID_FIELDS, message, problems, null);
    }
}
