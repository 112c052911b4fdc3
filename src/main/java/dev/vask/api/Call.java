package dev.vask.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.protocol.Json;
import dev.vask.protocol.Query;
import dev.vask.traces.Trace;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * A request of an app's backend, genuine and allowed; what it asks for has not been looked at yet.
 *
 * @param app        whose backend it is
 * @param parameters of its query
 * @param body       raw bytes, empty if there is none
 * @param trace      that shows what becomes of it
 * @param request    as it came
 */
record Call(App app, Query parameters, byte[] body, Trace trace, HttpServerRequest request) {

    /** A parameter of the query, empty if absent. */
    String parameter(String name) {
        List<String> values = parameters.all(name);
        if (values.size() > 1) {
            throw CallRefusedException.invalid("%s must appear exactly once, found %d.".formatted(name, values.size()));
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The body, which must be a JSON object. */
    ObjectNode json() {
        return Json.object(body);
    }
}
