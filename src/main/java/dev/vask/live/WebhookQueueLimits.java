package dev.vask.live;

import dev.vask.protocol.ChannelType;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookType;

/**
 * How much may wait in the {@link WebhookQueue} of one app. What is over a limit is dropped when it would be added; what was added
 * stays. Events that strangers can cause may take half of each limit, so that they leave room for the others.
 *
 * @param events          how many events may wait, at least 1
 * @param bytes           how many bytes they may have as they are stored, at least 1
 * @param deadLetterBytes how many bytes of deliveries that were given up are kept, at least 0
 */
public record WebhookQueueLimits(int events, long bytes, long deadLetterBytes) {

    /** What an event that is held back counts for: it is kept in two places, with a name of up to 364 characters in each. */
    private static final int HELD_BYTES = 512;

    public WebhookQueueLimits {
        if (events < 1 || bytes < 1 || deadLetterBytes < 0) {
            throw new IllegalArgumentException(
                    "Invalid webhook limits: vask.webhooks.queue-events and vask.webhooks.queue-bytes must be at least 1,"
                            + " vask.webhooks.dead-letter-bytes at least 0.");
        }
    }

    /** How many events may be held back (13.10), besides those that wait. */
    public long held() {
        return Math.max(1, Math.min(events, bytes / HELD_BYTES));
    }

    /** By what each limit is divided for an event: 2 if no signature is needed to cause it, or to cause it over and over. */
    public static int divisor(WebhookEvent event) {
        boolean isSigned = ChannelType.of(event.channel()).needsAuth() && event.type() != WebhookType.SUBSCRIPTION_COUNT;
        return isSigned ? 1 : 2;
    }
}
