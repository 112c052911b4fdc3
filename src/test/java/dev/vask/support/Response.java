package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** The answer to an HTTP request. */
public record Response(int status, HttpHeaders headers, String body) {

    /** The body, which must be JSON. */
    public JsonNode json() {
        return Json.parse(body);
    }

    /** This answer, which must have that status. */
    public Response expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected status %d, but got %d: %s".formatted(expected, status, body));
        }
        return this;
    }
}
