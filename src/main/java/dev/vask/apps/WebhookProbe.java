package dev.vask.apps;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tests the webhook of an app (13.1). */
@FunctionalInterface
public interface WebhookProbe {

    /** Sends one test event, signed like any other, without retries. */
    CompletionStage<Result> send(App app, Webhook webhook);

    /**
     * The result.
     *
     * @param deliveryId the {@code X-Vask-Delivery} header
     * @param status     the HTTP status of the response, null if there was none
     * @param took       the duration
     * @param reply      the first characters of the response body
     * @param failure    why the delivery failed, null if it succeeded
     */
    record Result(
            String deliveryId,
            @Nullable Integer status,
            Duration took,
            String reply,
            @Nullable String failure) {}
}
