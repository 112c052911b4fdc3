package dev.vask.api;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.protocol.SafeQuote;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Responds with 404 to a path or a method that no resource serves (4.0.7), and lists the routes of the HTTP API. */
final class NoSuchRouteMapper {

    /** The routes under {@code /apps/{app_key}/}, the most frequent one first. */
    static final String ROUTES = "POST events, POST batch_events, POST users/{user_id}/events,"
            + " POST users/{user_id}/terminate_connections, POST users/{user_id}/force_reconnect, GET channels, GET channels/{channel_name},"
            + " GET channels/{channel_name}/users, POST cloudevents";

    private final BodyLimits bodyLimits;

    NoSuchRouteMapper(BodyLimits bodyLimits) {
        this.bodyLimits = bodyLimits;
    }

    @ServerExceptionMapper({NotFoundException.class, NotAllowedException.class})
    public Response notFound(ClientErrorException e, RoutingContext context) {
        String path = context.normalizedPath();
        return bodyLimits.reject(
                context, path.startsWith("/apps") ? noSuchRoute(context, path) : ErrorResponse.NO_SUCH_ROUTE);
    }

    private static ErrorResponse noSuchRoute(RoutingContext context, String path) {
        return new ErrorResponse(
                ApiErrorCode.NO_SUCH_ROUTE,
                "No such route: %s %s. Routes under /apps/{app_key}/: %s."
                        .formatted(context.request().method(), SafeQuote.of(path), ROUTES));
    }
}
