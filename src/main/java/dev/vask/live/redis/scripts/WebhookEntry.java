package dev.vask.live.redis.scripts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.protocol.Json;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Webhook events in Redis: as scripts write them, {@code [generation, letter, channel, ...]}, and as JSON objects for later attempts. */
public final class WebhookEntry {

    private WebhookEntry() {}

    /** The letter of a type in {@code lua/prelude.lua}. */
    static String letter(WebhookType type) {
        return switch (type) {
            case CHANNEL_OCCUPIED -> "o";
            case CHANNEL_VACATED -> "v";
            case MEMBER_ADDED -> "a";
            case MEMBER_REMOVED -> "r";
            case CACHE_MISS -> "m";
            case CLIENT_EVENT -> "c";
            case SUBSCRIPTION_COUNT -> "s";
        };
    }

    /** Reads an entry that a script wrote. */
    static Delivery fresh(String app, String entry, String json) {
        JsonNode event = parse(json);
        long time = Long.parseLong(entry, 0, entry.indexOf('-'), 10);
        return Delivery.of(
                app + "-" + entry, entry, time, Long.parseLong(event.get(0).textValue()), event(event));
    }

    private static WebhookEvent event(JsonNode event) {
        String channel = event.get(2).textValue();
        return switch (event.get(1).textValue()) {
            case "o" -> new WebhookEvent.ChannelOccupied(channel);
            case "v" -> new WebhookEvent.ChannelVacated(channel);
            case "a" -> new WebhookEvent.MemberAdded(channel, text(event, 3));
            case "r" -> new WebhookEvent.MemberRemoved(channel, text(event, 3));
            case "m" -> new WebhookEvent.CacheMiss(channel);
            case "c" ->
                new WebhookEvent.ClientEvent(
                        channel, text(event, 3), text(event, 4), text(event, 5), nullIfEmpty(text(event, 6)));
            case "s" -> new WebhookEvent.SubscriptionCount(channel, Long.parseLong(text(event, 3)));
            default -> throw new IllegalArgumentException("Unknown webhook event kind: " + event);
        };
    }

    private static String text(JsonNode event, int place) {
        return event.path(place).asText();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static ArrayNode json(long generation, WebhookEvent event) {
        ArrayNode json = JsonNodeFactory.instance
                .arrayNode()
                .add(Long.toString(generation))
                .add(letter(event.type()))
                .add(event.channel());
        return switch (event) {
            case WebhookEvent.ChannelOccupied it -> json;
            case WebhookEvent.ChannelVacated it -> json;
            case WebhookEvent.CacheMiss it -> json;
            case WebhookEvent.MemberAdded it -> json.add(it.userId());
            case WebhookEvent.MemberRemoved it -> json.add(it.userId());
            case WebhookEvent.ClientEvent it ->
                json.add(it.event()).add(it.data()).add(it.socketId()).add(it.userId() == null ? "" : it.userId());
            case WebhookEvent.SubscriptionCount it -> json.add(Long.toString(it.count()));
        };
    }

    /** Writes a delivery after an attempt. */
    public static String text(Delivery delivery) {
        return Json.compact(json(delivery));
    }

    private static ObjectNode json(Delivery delivery) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", delivery.id())
                .put("time", delivery.timeMillis())
                .put("generation", delivery.generation())
                .put("attempts", delivery.attempts())
                .put("begun", delivery.firstAttemptAt());
        ArrayNode events = json.putArray("events");
        delivery.events().forEach(event -> events.add(json(delivery.generation(), event)));
        return json;
    }

    /** Reads a delivery after an attempt. */
    static Delivery tried(String json) {
        return tried(parse(json));
    }

    private static Delivery tried(JsonNode json) {
        List<WebhookEvent> events = new ArrayList<>();
        json.get("events").forEach(event -> events.add(event(event)));
        return new Delivery(
                json.get("id").textValue(),
                json.get("time").longValue(),
                json.get("generation").longValue(),
                events,
                json.get("attempts").intValue(),
                json.get("begun").longValue(),
                List.of());
    }

    /** Writes a dead letter. */
    public static String text(Delivery delivery, Instant now, String reason) {
        return Json.compact(json(delivery).put("givenUp", now.toEpochMilli()).put("reason", reason));
    }

    /** Reads a dead letter. */
    public static DeadLetter dead(String json) {
        JsonNode letter = parse(json);
        return new DeadLetter(
                tried(letter),
                Instant.ofEpochMilli(letter.get("givenUp").longValue()),
                letter.get("reason").textValue());
    }

    private static JsonNode parse(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Webhook event is not valid JSON: " + json, e);
        }
    }
}
