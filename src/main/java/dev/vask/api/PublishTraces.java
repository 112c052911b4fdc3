package dev.vask.api;

import dev.vask.http.RequestId;
import dev.vask.traces.Trace;
import dev.vask.traces.Traces;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;

/** Starts a span for each publish request and ends it with the response. */
@Singleton
final class PublishTraces {

    private static final int BROKEN = 500;

    private final Traces traces;

    PublishTraces(Traces traces) {
        this.traces = traces;
    }

    /** Starts the span of a request, {@link Trace#NONE} if it is not traced. */
    Trace begin(HttpServerRequest request, ApiRoute route) {
        if (!traces.isOn() || !route.publishes()) {
            return Trace.NONE;
        }
        Trace trace = traces.request(route.toString(), request::getHeader);
        if (trace != Trace.NONE) {
            trace.set("vask.request.id", RequestId.of(request));
        }
        return trace;
    }

    /** Ends the span of a request that was answered or whose client disconnected. */
    static void end(Trace trace, HttpServerResponse answer) {
        if (!answer.ended()) {
            trace.fail("the client disconnected");
        } else {
            trace.set("http.response.status_code", answer.getStatusCode());
            if (answer.getStatusCode() >= BROKEN) {
                trace.fail(answer.getStatusMessage());
            }
        }
        trace.end();
    }
}
