package dev.vask.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.TokenHash;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CloudEvent from an HTTP request, in the binary or the structured mode of its HTTP binding, as an event of a publish request:
 * {@code type} is its name, {@code subject} its channel, or {@code channels} several ones, separated by spaces, and {@code data} its data.
 * {@code source} and {@code id}, which identify it, are its idempotency key.
 */
final class CloudEventReader {

    private static final String STRUCTURED = "application/cloudevents";
    private static final String CHANNELS = "channels";
    private static final JsonFormat JSON = new JsonFormat();

    private CloudEventReader() {}

    /** The fields of the event, for {@link EventReader}. */
    static ObjectNode read(MultiMap headers, byte[] body) {
        CloudEvent event = parse(headers, body);
        ObjectNode fields = Json.MAPPER.createObjectNode().put("name", event.getType());
        Object channels = event.getExtension(CHANNELS);
        if (channels != null) {
            ArrayNode names = fields.putArray(CHANNELS);
            for (String name : channels.toString().strip().split(" +")) {
                names.add(name);
            }
        } else if (event.getSubject() != null) {
            fields.putArray(CHANNELS).add(event.getSubject());
        } else {
            throw ApiException.invalid(
                    "The CloudEvent has no channel: set its subject to a channel, or its extension channels to channels separated by spaces.");
        }
        fields.put("idempotency_key", idempotencyKey(event));
        return fields.put("data", text(event.getData()));
    }

    private static String idempotencyKey(CloudEvent event) {
        return TokenHash.of(event.getSource() + "\n" + event.getId()).hex();
    }

    private static CloudEvent parse(MultiMap headers, byte[] body) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        String mode = type == null ? "" : type.toLowerCase(Locale.ROOT);
        try {
            if (!mode.startsWith(STRUCTURED)) {
                return HttpMessageFactory.createReader(
                                each -> headers.forEach(header -> each.accept(header.getKey(), header.getValue())),
                                body)
                        .toEvent();
            }
            if (!mode.startsWith(JsonFormat.CONTENT_TYPE)) {
                throw ApiException.invalid(
                        "Invalid Content-Type: '%s' is not supported. Send application/cloudevents+json with one event, or one event in headers (binary mode)."
                                .formatted(SafeQuote.of(mode)));
            }
            return JSON.deserialize(body);
        } catch (CloudEventRWException | EventDeserializationException | IllegalStateException e) {
            throw ApiException.invalid(
                    "Invalid CloudEvent: %s.".formatted(SafeQuote.of(String.valueOf(e.getMessage()))));
        }
    }

    /** The data as text; empty if the event has no data. */
    private static String text(@Nullable CloudEventData data) {
        if (data == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data.toBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.invalid("Invalid value for data: must be text in UTF-8.");
        }
    }
}
