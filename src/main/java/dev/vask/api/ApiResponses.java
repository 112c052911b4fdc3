package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.vask.protocol.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Success responses of the API: status 200 and a JSON object (4.0.2). */
final class ApiResponses {

    /** An object without fields. */
    static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private ApiResponses() {}

    /** Sends a complete response, or the last part of one that was begun. */
    static void ok(HttpServerResponse response, byte[] json) {
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        response.end(Buffer.buffer(json));
    }

    /** Begins a response in several parts; {@link #ok} sends the last one. */
    static void begin(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).setChunked(true);
    }

    /** Writes an object with these fields. */
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

    /** Writes the fields of an object. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }
}
