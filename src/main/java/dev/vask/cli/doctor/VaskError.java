package dev.vask.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * An error response of Vask.
 *
 * @param code    for programs, such as {@code no_such_app}
 * @param message for people
 */
record VaskError(String code, String message) {

    /** Reads a response; empty if another program sent it. */
    static Optional<VaskError> of(HttpResponse<String> response) {
        try {
            ObjectNode body = Json.object(response.body());
            return body.path("code").isTextual() && body.path("request_id").isTextual()
                    ? Optional.of(new VaskError(
                            body.path("code").asText(), body.path("message").asText()))
                    : Optional.empty();
        } catch (InvalidJsonException e) {
            return Optional.empty();
        }
    }
}
