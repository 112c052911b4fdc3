package dev.vask.admin;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Success responses of the admin API, as JSON. */
final class AdminResponses {

    private AdminResponses() {}

    static Response json(int status, Record body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(AdminJson.write(body))
                .build();
    }
}
