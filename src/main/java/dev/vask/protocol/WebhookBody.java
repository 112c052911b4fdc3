package dev.vask.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Encodes webhook events, with the same text for the same events (13.5, 13.8). */
public final class WebhookBody {

    private WebhookBody() {}

    /**
     * The body of one request.
     *
     * @param timeMillis when the events occurred, in milliseconds since 1970
     */
    public static String of(long timeMillis, List<WebhookEvent> events) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("time_ms", timeMillis);
            json.writeArrayFieldStart("events");
            for (WebhookEvent event : events) {
                write(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, WebhookEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", event.type().wireName());
        json.writeStringField("channel", event.channel());
        switch (event) {
            case WebhookEvent.ChannelOccupied it -> {}
            case WebhookEvent.ChannelVacated it -> {}
            case WebhookEvent.CacheMiss it -> {}
            case WebhookEvent.MemberAdded it -> json.writeStringField("user_id", it.userId());
            case WebhookEvent.MemberRemoved it -> json.writeStringField("user_id", it.userId());
            case WebhookEvent.SubscriptionCount it -> json.writeNumberField("subscription_count", it.count());
            case WebhookEvent.ClientEvent it -> {
                json.writeStringField("event", it.event());
                json.writeStringField("data", it.data());
                json.writeStringField("socket_id", it.socketId());
                if (it.userId() != null) {
                    json.writeStringField("user_id", it.userId());
                }
            }
        }
        json.writeEndObject();
    }
}
