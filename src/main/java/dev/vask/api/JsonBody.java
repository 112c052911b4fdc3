package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.vask.protocol.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The body of a successful response, whose status is 200 (4.0.2).
 *
 * @param bytes a JSON object, or the last part of one that was begun with {@link #begin}
 */
record JsonBody(byte[] bytes) {

    /** An object without fields. */
    static final JsonBody NOTHING = new JsonBody("{}".getBytes(StandardCharsets.US_ASCII));

    /** The content type, without a charset, which JSON does not have (RFC 8259, 11). */
    static final CharSequence TYPE = HttpHeaders.createOptimized("application/json");

    /** Begins a response in several parts; the last one is the result of the resource method. */
    static void begin(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE).setChunked(true);
    }

    /** Writes an object with these fields. */
    static JsonBody object(Content fields) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
                json.writeStartObject();
                fields.write(json);
                json.writeEndObject();
            }
            return new JsonBody(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** Writes the fields of an object. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }
}
