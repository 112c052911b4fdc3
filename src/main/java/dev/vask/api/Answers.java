package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.vask.protocol.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the API answers: always a JSON object; 200 for success, {@code {"error":"..."}} for the rest (4.0.2, 4.0.5). */
final class Answers {

    /** The object without fields. */
    static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private Answers() {}

    static Response ok(byte[] json) {
        return Response.ok(json, MediaType.APPLICATION_JSON_TYPE).build();
    }

    static Response error(int status, String message) {
        return Response.status(status).entity(error(message)).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    static Response error(int status, String message, Duration retryAfter) {
        return Response.fromResponse(error(status, message))
                .header(HttpHeaders.RETRY_AFTER, wholeSeconds(retryAfter))
                .build();
    }

    /** A duration in seconds, rounded up: never 0 while there is something left. */
    static long wholeSeconds(Duration duration) {
        return Math.ceilDiv(duration.toNanos(), Duration.ofSeconds(1).toNanos());
    }

    /** The body that says what went wrong. */
    static byte[] error(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    /** An object of these fields. */
    static byte[] object(Content fields) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
                json.writeStartObject();
                fields.write(json);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** Writes the content of an object. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }
}
