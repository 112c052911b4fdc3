package dev.vask.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.protocol.Json;
import dev.vask.protocol.Query;
import dev.vask.traces.Trace;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated request from an app's backend, before its content is checked.
 *
 * @param app        the app
 * @param parameters the query parameters
 * @param body       the raw body, or empty
 * @param trace      the trace of the request
 * @param request    the HTTP request
 */
record ApiRequest(App app, Query parameters, byte[] body, Trace trace, HttpServerRequest request) {

    private static final String ATTRIBUTE = "vask.api.request";

    /** The request that {@link SignatureFilter} has authenticated. */
    static ApiRequest of(RoutingContext context) {
        return Objects.requireNonNull(context.get(ATTRIBUTE), "the request was not authenticated");
    }

    /** The request if it is authenticated, else null. */
    static @Nullable ApiRequest find(RoutingContext context) {
        return context.get(ATTRIBUTE);
    }

    /** Stores the request for the resource. */
    void putInto(RoutingContext context) {
        context.put(ATTRIBUTE, this);
    }

    /** A query parameter, empty if absent. */
    String parameter(String name) {
        List<String> values = parameters.all(name);
        if (values.size() > 1) {
            throw ApiException.invalid("%s must appear exactly once, found %d.".formatted(name, values.size()));
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** Parses the body, which must be a JSON object. */
    ObjectNode json() {
        return Json.object(body);
    }
}
