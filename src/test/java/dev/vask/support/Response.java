package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** An HTTP response. */
public record Response(int status, HttpHeaders headers, String body) {

    /** The body, parsed as JSON. */
    public JsonNode json() {
        return Json.parse(body);
    }

    /** Checks the status. Returns this response. */
    public Response expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected status %d, but got %d: %s".formatted(expected, status, body));
        }
        return this;
    }
}
