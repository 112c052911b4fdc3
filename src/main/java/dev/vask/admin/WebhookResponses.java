package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.WebhookProbe;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookStatus;
import dev.vask.protocol.Json;
import dev.vask.protocol.WebhookBody;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
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

    /** The number of replayed deliveries. */
    @RegisterForReflection
    @Schema(name = "Replayed", requiredProperties = "replayed")
    record Replayed(@Schema(minimum = "0") long replayed) {}
}
