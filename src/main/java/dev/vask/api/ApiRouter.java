package dev.vask.api;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.limits.AddressLimits;
import dev.vask.protocol.SafeQuote;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Routes requests under {@code /apps} to their handlers, and responds with 404 to unknown paths and methods (4.0.7). It does not
 * use Quarkus REST, which would add a third to the cost of a publish.
 */
@Singleton
final class ApiRouter {

    private final KeepAliveDispatch shortWay;
    private final BodyLimits unread;
    private final AddressLimits guard;
    private final PublishTraces traces;
    private final ApiRequestHandler calls;
    private final EventEndpoints events;
    private final UserEndpoints users;
    private final ChannelEndpoints channels;

    ApiRouter(
            KeepAliveDispatch shortWay,
            BodyLimits unread,
            AddressLimits guard,
            PublishTraces traces,
            ApiRequestHandler calls,
            EventEndpoints events,
            UserEndpoints users,
            ChannelEndpoints channels) {
        this.shortWay = shortWay;
        this.unread = unread;
        this.guard = guard;
        this.traces = traces;
        this.calls = calls;
        this.events = events;
        this.users = users;
        this.channels = channels;
    }

    /** Installs the routes after the start checks, because the handlers need Postgres and Redis. */
    void install(@Observes StartupEvent event, Router router) {
        router.route("/apps/*").order(BodyLimits.BEFORE_LIMITS).handler(this::dispatch);
    }

    private void dispatch(RoutingContext context) {
        HttpServerRequest request = context.request();
        ApiRoute.Match match = ApiRoute.of(request.method(), context.normalizedPath());
        if (match == null) {
            unread.reject(request, noSuchRoute(context));
        } else {
            dispatch(request, match);
            shortWay.open(request, this::dispatch);
        }
    }

    private void dispatch(HttpServerRequest request, ApiRoute.Match match) {
        if (guard.clientAddress(request).signatureDelay() instanceof Duration wait) {
            unread.reject(
                    request,
                    new ErrorResponse(
                            ApiErrorCode.TOO_MANY_FAILURES,
                            "Too many wrong signatures from this address. Try again later.",
                            wait));
        } else {
            calls.answer(request, match.key(), traces.begin(request, match.route()), handler(match));
        }
    }

    private Function<ApiRequest, CompletionStage<byte[]>> handler(ApiRoute.Match match) {
        return switch (match.route()) {
            case PUBLISH -> events::publish;
            case PUBLISH_BATCH -> events::publishBatch;
            case PUBLISH_TO_USER -> call -> users.publish(call, match.name());
            case TERMINATE -> call -> users.terminate(call, match.name());
            case CHANNELS -> channels::list;
            case CHANNEL -> call -> channels.show(call, match.name());
            case CHANNEL_USERS -> call -> channels.users(call, match.name());
        };
    }

    private static ErrorResponse noSuchRoute(RoutingContext context) {
        return new ErrorResponse(
                ApiErrorCode.NO_SUCH_ROUTE,
                "No such route: %s %s. Routes under /apps/{app_key}/: %s."
                        .formatted(
                                context.request().method(), SafeQuote.of(context.normalizedPath()), ApiRoute.list()));
    }
}
