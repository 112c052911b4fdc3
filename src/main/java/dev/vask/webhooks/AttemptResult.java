package dev.vask.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of one delivery attempt.
 *
 * @param status  the HTTP status of the response, null if there was none
 * @param took    the time from the start to the end of the response
 * @param head    the first characters of the response body
 * @param failure why the attempt failed without a complete response, null if it did not
 */
record AttemptResult(
        @Nullable Integer status,
        Duration took,
        String head,
        @Nullable String failure) {

    /** Whether the endpoint accepted the webhook (13.7). */
    boolean isDelivered() {
        return problem() == null;
    }

    /** Why the delivery failed, as a text for people; null if it succeeded. */
    @Nullable
    String problem() {
        if (failure != null) {
            return failure;
        }
        return status != null && status / 100 == 2 ? null : "the endpoint returned " + status;
    }
}
