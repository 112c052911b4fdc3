package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Success responses of the admin API, as JSON. */
final class AdminResponses {

    private AdminResponses() {}

    static Response json(int status, ObjectNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Json.compact(body))
                .build();
    }
}
