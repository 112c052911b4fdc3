package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.WebhookProbe;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookStatus;
import dev.vask.protocol.Json;
import dev.vask.protocol.WebhookBody;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The responses of {@link WebhookResource}. */
final class WebhookResponses {

    private WebhookResponses() {}

    /** The result of a test delivery. */
    @RegisterForReflection
    @Schema(
            name = "WebhookTest",
            requiredProperties = {"delivery", "delivered", "status", "duration_ms", "reply", "error"})
    record TestResult(
            String delivery,
            boolean delivered,

            @Schema(nullable = true, description = "HTTP status of the endpoint's response") @Nullable
            Integer status,

            @Schema(minimum = "0") long durationMs,

            @Schema(description = "The first characters of the endpoint's response")
            String reply,

            @Schema(nullable = true, description = "Why the delivery failed") @Nullable
            String error) {

        static TestResult of(WebhookProbe.Result result) {
            return new TestResult(
                    result.deliveryId(),
                    result.failure() == null,
                    result.status(),
                    result.took().toMillis(),
                    result.reply(),
                    result.failure());
        }
    }

    /** The state of the queue. */
    @RegisterForReflection
    @Schema(
            name = "WebhookStatus",
            requiredProperties = {
                "waiting_events",
                "waiting_bytes",
                "held_back_events",
                "dropped_events",
                "last_dropped_at_ms",
                "dead_letters",
                "dead_letter_bytes"
            })
    record Status(
            @Schema(minimum = "0", description = "Events that wait for a delivery attempt or its outcome")
            long waitingEvents,

            @Schema(
                    minimum = "0",
                    description = "Bytes of the waiting events, as vask.webhooks.queue-bytes counts them")
            long waitingBytes,

            @Schema(minimum = "0", description = "Events held back for vask.webhooks.grace")
            long heldBackEvents,

            @Schema(minimum = "0", description = "Events dropped because the queue was full, in total")
            long droppedEvents,

            @Schema(nullable = true, description = "Time of the last drop") @Nullable
            Long lastDroppedAtMs,

            @Schema(minimum = "0", description = "Deliveries that failed permanently and are kept")
            long deadLetters,

            @Schema(minimum = "0", description = "Bytes of the dead letters")
            long deadLetterBytes) {

        static Status of(WebhookStatus status) {
            Instant lastDropped = status.lastDropped();
            return new Status(
                    status.waitingEvents(),
                    status.waitingBytes(),
                    status.heldEvents(),
                    status.droppedEvents(),
                    lastDropped == null ? null : lastDropped.toEpochMilli(),
                    status.deadLetters(),
                    status.deadLetterBytes());
        }
    }

    /** Dead letters, newest first. */
    @RegisterForReflection
    @Schema(name = "DeadLetters", requiredProperties = "dead_letters")
    record DeadLetters(List<Letter> deadLetters) {

        static DeadLetters of(List<DeadLetter> letters) {
            return new DeadLetters(letters.stream().map(Letter::of).toList());
        }
    }

    /** A dead letter. */
    @RegisterForReflection
    @Schema(
            name = "DeadLetter",
            requiredProperties = {"delivery", "given_up_at_ms", "attempts", "error", "body"})
    record Letter(
            String delivery,
            long givenUpAtMs,

            @Schema(minimum = "1") int attempts,

            @Schema(description = "Why the last attempt failed")
            String error,

            @Schema(
                    type = SchemaType.OBJECT,
                    implementation = Object.class,
                    additionalProperties = Schema.True.class,
                    description = "The body of the request")
            ObjectNode body) {

        static Letter of(DeadLetter letter) {
            Delivery delivery = letter.delivery();
            return new Letter(
                    delivery.id(),
                    letter.givenUpAt().toEpochMilli(),
                    delivery.attempts(),
                    letter.reason(),
                    Json.object(WebhookBody.of(delivery.timeMillis(), delivery.events())));
        }
    }

    /** Delivery attempts, newest first. */
    @RegisterForReflection
    @Schema(name = "WebhookAttempts", requiredProperties = "attempts")
    record Attempts(List<Attempt> attempts) {

        /** The attempts of all nodes. */
        static Attempts of(Collection<ObjectNode> answers) {
            return new Attempts(answers.stream()
                    .flatMap(answer ->
                            StreamSupport.stream(answer.path("attempts").spliterator(), false))
                    .map(Attempt::of)
                    .sorted(Comparator.comparing(Attempt::time).reversed())
                    .toList());
        }
    }

    /** A delivery attempt. */
    @RegisterForReflection
    @Schema(
            name = "WebhookAttempt",
            requiredProperties = {
                "time",
                "node",
                "delivery",
                "attempt",
                "url",
                "request_headers",
                "request_body",
                "request_truncated",
                "status",
                "response_body",
                "duration_ms",
                "error"
            })
    record Attempt(
            @Schema(description = "When it ended, in RFC 3339")
            String time,

            @Schema(description = "Name of the node that made it")
            String node,

            String delivery,

            @Schema(minimum = "1") int attempt,

            String url,

            @Schema(
                    type = SchemaType.OBJECT,
                    implementation = Object.class,
                    additionalProperties = Schema.True.class,
                    description = "Headers of the request; null for the signature and for values that the app set")
            ObjectNode requestHeaders,

            @Schema(description = "The first 4,096 characters of the body of the request")
            String requestBody,

            boolean requestTruncated,

            @Schema(nullable = true, description = "HTTP status of the endpoint's response") @Nullable
            Integer status,

            @Schema(description = "The first characters of the endpoint's response")
            String responseBody,

            @Schema(minimum = "0") long durationMs,

            @Schema(nullable = true, description = "Why the attempt failed") @Nullable
            String error) {

        static Attempt of(JsonNode it) {
            return new Attempt(
                    it.path("time").asText(),
                    it.path("node").asText(),
                    it.path("delivery").asText(),
                    it.path("attempt").asInt(),
                    it.path("url").asText(),
                    it.withObject("/request_headers"),
                    it.path("request_body").asText(),
                    it.path("request_truncated").asBoolean(),
                    it.hasNonNull("status") ? it.path("status").asInt() : null,
                    it.path("response_body").asText(),
                    it.path("duration_ms").asLong(),
                    it.path("error").textValue());
        }
    }

    /** The number of replayed deliveries. */
    @RegisterForReflection
    @Schema(name = "Replayed", requiredProperties = "replayed")
    record Replayed(@Schema(minimum = "0") long replayed) {}
}
