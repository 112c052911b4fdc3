package dev.vask.ops;

import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestId;
import dev.vask.http.Unread;
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
final class LastResort {

    private static final int BEFORE_THAT_OF_QUARKUS = Integer.MAX_VALUE - 1;

    void install(@Observes Router router) {
        router.route().order(BEFORE_THAT_OF_QUARKUS).failureHandler(LastResort::failed);
    }

    private static void failed(RoutingContext context) {
        HttpServerResponse response = context.response();
        Throwable failure = context.failure();
        if (response.headWritten()) {
            response.reset();
        } else if (failure == null || context.statusCode() != 500) {
            refusal(context.statusCode()).end(context.request());
        } else {
            ErrorAnswer.broken(failure, RequestId.of(context.request())).end(context.request());
        }
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException e, RoutingContext context) {
        return refusal(e.getResponse().getStatus()).toResponse(RequestId.of(context.request()));
    }

    @ServerExceptionMapper
    public Response broken(Exception e, RoutingContext context) {
        String id = RequestId.of(context.request());
        return ErrorAnswer.broken(e, id).toResponse(id);
    }

    private static ErrorAnswer refusal(int status) {
        return switch (ErrorCode.standingFor(status)) {
            case NO_SUCH_ROUTE -> NoSuchRoute.ANSWER;
            case BODY_TOO_LARGE -> Unread.TOO_LONG;
            case INTERNAL_ERROR -> new ErrorAnswer(ErrorCode.INTERNAL_ERROR, "Internal error.");
            default -> new ErrorAnswer(ErrorCode.MALFORMED_REQUEST, "Malformed HTTP request.");
        };
    }
}
