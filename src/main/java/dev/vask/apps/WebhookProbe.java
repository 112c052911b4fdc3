package dev.vask.apps;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tries out whether an app's webhook arrives (13.1). */
@FunctionalInterface
public interface WebhookProbe {

    /** Sends one synthetic event, signed as any other, once. */
    CompletionStage<Result> send(App app, Webhook webhook);

    /**
     * What came of it.
     *
     * @param deliveryId its {@code X-Vask-Delivery}
     * @param status     the answer's status, null if there was none
     * @param took       how long it took
     * @param reply      the first characters of the answer's body
     * @param failure    why it does not count as delivered, null if it does
     */
    record Result(
            String deliveryId,
            @Nullable Integer status,
            Duration took,
            String reply,
            @Nullable String failure) {}
}
