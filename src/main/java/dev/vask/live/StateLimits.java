package dev.vask.live;

/**
 * The limits of an app's live state that are not quotas.
 *
 * @param webhooks        limits of the webhook queue
 * @param history         limits of the histories of channels
 * @param idempotencyKeys maximum number of idempotency keys that are kept at the same time
 */
public record StateLimits(WebhookQueueLimits webhooks, HistoryLimits history, int idempotencyKeys) {

    public StateLimits {
        if (idempotencyKeys < 1) {
            throw new IllegalArgumentException("Invalid value for vask.history.idempotency-keys: must be at least 1.");
        }
    }
}
