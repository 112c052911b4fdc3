package dev.vask.ops;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RequestId;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Responds to failures, and to requests that Quarkus or Vert.x reject, in the format of Vask's error responses. */
@Singleton
final class FallbackErrorHandler {

    private static final int BEFORE_THAT_OF_QUARKUS = Integer.MAX_VALUE - 1;

    void install(@Observes Router router) {
        router.route().order(BEFORE_THAT_OF_QUARKUS).failureHandler(FallbackErrorHandler::failed);
    }

    void manage(@Observes ManagementInterface management) {
        install(management.router());
    }

    private static void failed(RoutingContext context) {
        HttpServerResponse response = context.response();
        Throwable failure = context.failure();
        if (response.headWritten()) {
            response.reset();
        } else if (failure == null || context.statusCode() != 500) {
            refusal(context.statusCode()).end(context.request());
        } else {
            ErrorResponse.broken(failure, RequestId.of(context.request())).end(context.request());
        }
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException e, RoutingContext context) {
        return refusal(e.getResponse().getStatus()).toResponse(RequestId.of(context.request()));
    }

    @ServerExceptionMapper
    public Response broken(Exception e, RoutingContext context) {
        String id = RequestId.of(context.request());
        return ErrorResponse.broken(e, id).toResponse(id);
    }

    private static ErrorResponse refusal(int status) {
        return switch (ApiErrorCode.standingFor(status)) {
            case NO_SUCH_ROUTE -> NotFoundRoute.ANSWER;
            case BODY_TOO_LARGE -> BodyLimits.BODY_TOO_LARGE;
            case INTERNAL_ERROR -> new ErrorResponse(ApiErrorCode.INTERNAL_ERROR, "Internal error.");
            default -> new ErrorResponse(ApiErrorCode.MALFORMED_REQUEST, "Malformed HTTP request.");
        };
    }
}
