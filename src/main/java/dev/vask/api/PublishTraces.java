package dev.vask.api;

import dev.vask.http.RequestId;
import dev.vask.traces.Trace;
import dev.vask.traces.Traces;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Starts a span for each publish request and ends it with the response. */
@Singleton
final class PublishTraces {

    private static final int SERVER_ERROR = 500;

    private final Traces traces;

    PublishTraces(Traces traces) {
        this.traces = traces;
    }

    /** Starts the span of a request, {@link Trace#NONE} if it is not traced. */
    Trace begin(RoutingContext context) {
        if (!traces.isOn() || !isPublish(context)) {
            return Trace.NONE;
        }
        HttpServerRequest request = context.request();
        Trace trace = traces.request(name(context.normalizedPath()), request::getHeader);
        if (trace != Trace.NONE) {
            trace.set("vask.request.id", RequestId.of(request));
        }
        return trace;
    }

    private static boolean isPublish(RoutingContext context) {
        return context.request().method().equals(HttpMethod.POST)
                && context.normalizedPath().endsWith("events"); // cloudevents too
    }

    /** The method and the path without what differs from app to app and from user to user. */
    private static String name(String path) {
        String operation = path.substring(path.indexOf('/', "/apps/".length()));
        return "POST /apps/{app_key}" + (operation.startsWith("/users/") ? "/users/{id}/events" : operation);
    }

    /** Ends the span of a request that was answered or whose client disconnected. */
    static void end(Trace trace, HttpServerResponse response) {
        if (!response.ended()) {
            trace.fail("the client disconnected");
        } else {
            trace.set("http.response.status_code", response.getStatusCode());
            if (response.getStatusCode() >= SERVER_ERROR) {
                trace.fail(response.getStatusMessage());
            }
        }
        trace.end();
    }

    /** Ends the span of an authenticated request before its response is sent, if the process may be frozen after it. */
    static void endBeforeResponse(RoutingContext context, int status) {
        ApiRequest request = ApiRequest.find(context);
        if (request != null) {
            request.trace().set("http.response.status_code", status);
            request.trace().end();
        }
    }
}
