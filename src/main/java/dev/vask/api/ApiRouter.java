package dev.vask.api;

import dev.vask.guard.Guard;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.Unread;
import dev.vask.protocol.Quote;
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
final class Routes {

    private final ShortWay shortWay;
    private final Unread unread;
    private final Guard guard;
    private final PublishTraces traces;
    private final Calls calls;
    private final Events events;
    private final Users users;
    private final Channels channels;

    Routes(
            ShortWay shortWay,
            Unread unread,
            Guard guard,
            PublishTraces traces,
            Calls calls,
            Events events,
            Users users,
            Channels channels) {
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
        router.route("/apps/*").order(Unread.BEFORE_LIMITS).handler(this::lead);
    }

    private void lead(RoutingContext context) {
        HttpServerRequest request = context.request();
        Route.Taken taken = Route.of(request.method(), context.normalizedPath());
        if (taken == null) {
            unread.turnAway(request, noSuchRoute(context));
        } else {
            lead(request, taken);
            shortWay.open(request, this::lead);
        }
    }

    private void lead(HttpServerRequest request, Route.Taken taken) {
        if (guard.visitor(request).mayNotSign() instanceof Duration wait) {
            unread.turnAway(request, new ErrorAnswer(
                    ErrorCode.TOO_MANY_FAILURES, "Too many wrong signatures from this address. Try again later.", wait));
        } else {
            calls.answer(request, taken.key(), traces.begin(request, taken.route()), handler(taken));
        }
    }

    private Function<Call, CompletionStage<byte[]>> handler(Route.Taken taken) {
        return switch (taken.route()) {
            case PUBLISH -> events::publish;
            case PUBLISH_BATCH -> events::publishBatch;
            case PUBLISH_TO_USER -> call -> users.publish(call, taken.name());
            case TERMINATE -> call -> users.terminate(call, taken.name());
            case CHANNELS -> channels::list;
            case CHANNEL -> call -> channels.show(call, taken.name());
            case CHANNEL_USERS -> call -> channels.users(call, taken.name());
        };
    }

    private static ErrorAnswer noSuchRoute(RoutingContext context) {
        return new ErrorAnswer(
                ErrorCode.NO_SUCH_ROUTE,
                "No such route: %s %s. Routes under /apps/{app_key}/: %s."
                        .formatted(context.request().method(), Quote.of(context.normalizedPath()), Route.list()));
    }
}
