package dev.vask.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of one delivery attempt.
 *
 * @param status    the HTTP status of the response, null if there was none
 * @param duration  the time from the start to the end of the response
 * @param bodyStart the first characters of the response body
 * @param failure   why the attempt failed without a complete response, null if it did not
 */
record AttemptResult(
        @Nullable Integer status,
        Duration duration,
        String bodyStart,
        @Nullable String failure) {

    /** Why the delivery failed, as a human-readable text; null if it succeeded (13.7). */
    @Nullable
    String problem() {
        if (failure != null) {
            return failure;
        }
        return status != null && status / 100 == 2 ? null : "the endpoint returned " + status;
    }
}
