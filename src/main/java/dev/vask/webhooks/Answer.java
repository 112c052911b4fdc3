package dev.vask.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param status  of the answer, null if none came
 * @param took    from the beginning to the end of the answer
 * @param head    the first characters of its body
 * @param failure why it failed though no status says so, null if it did not
 */
record Answer(@Nullable Integer status, Duration took, String head, @Nullable String failure) {

    /** Whether the backend has heard (13.7). */
    boolean isDelivered() {
        return problem() == null;
    }

    /** Why not, for people; null if it has. */
    @Nullable String problem() {
        if (failure != null) {
            return failure;
        }
        return status != null && status / 100 == 2 ? null : "the endpoint returned " + status;
    }
}
