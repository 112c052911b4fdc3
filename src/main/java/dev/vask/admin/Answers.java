package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import dev.vask.protocol.Quote;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** What the admin API answers: always JSON, errors as {@code {"error":"..."}}. */
final class Answers {

    private Answers() {}

    static Response json(int status, ObjectNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Json.compact(body))
                .build();
    }

    static Response error(int status, String message) {
        return json(status, errorBody(message));
    }

    static Response noSuchApp(String key) {
        return error(404, "there is no app '%s'".formatted(Quote.of(key)));
    }

    /** What keeps the apps or their state is away: nothing was done that the caller may rely on. */
    static Response unavailable(String message) {
        return Response.fromResponse(error(503, message)).header(HttpHeaders.RETRY_AFTER, 1).build();
    }

    static Response wrongFields(Map<String, String> problems) {
        ObjectNode body = errorBody("nothing was changed: %s".formatted(
                problems.size() == 1 ? "1 field is wrong" : problems.size() + " fields are wrong"));
        ObjectNode fields = body.putObject("fields");
        problems.forEach(fields::put);
        return json(400, body);
    }

    static Response unauthorized() {
        Response answer = error(401, "the admin API needs the header 'Authorization: Bearer <vask.admin.token>'");
        return Response.fromResponse(answer)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"vask admin\"")
                .build();
    }

    private static ObjectNode errorBody(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message);
    }
}
