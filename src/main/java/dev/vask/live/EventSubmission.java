package dev.vask.live;

import dev.vask.apps.App;
import java.util.concurrent.CompletionStage;

/** Publishes events for an operator, by the rules and quotas of the HTTP API. */
@FunctionalInterface
public interface EventSubmission {

    /**
     * Publishes one event.
     *
     * @param body the event as a JSON object of (4.1), or of (4.6) with a {@code user_id}
     * @return the JSON of the response of the HTTP API; fails with the exception of a rejected request
     */
    CompletionStage<byte[]> publish(App app, byte[] body);
}
