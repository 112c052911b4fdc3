package dev.vask.live;

import dev.vask.protocol.ChannelType;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookType;

/**
 * The limits of the {@link WebhookQueue} of one app. An event over a limit is dropped when it would be added. Events that need no
 * signature can use half of each limit, so that they cannot displace the others.
 *
 * @param events          maximum number of waiting events, at least 1
 * @param bytes           maximum stored bytes of waiting events, at least 1
 * @param deadLetterBytes maximum bytes of dead letters, at least 0
 */
public record WebhookQueueLimits(int events, long bytes, long deadLetterBytes) {

    /** The size of an event that is held back: it is stored in two places, with a name of up to 364 characters in each. */
    private static final int HELD_EVENT_BYTES = 512;

    public WebhookQueueLimits {
        if (events < 1 || bytes < 1 || deadLetterBytes < 0) {
            throw new IllegalArgumentException(
                    "Invalid webhook limits: vask.webhooks.queue-events and vask.webhooks.queue-bytes must be at least 1,"
                            + " vask.webhooks.dead-letter-bytes at least 0.");
        }
    }

    /** The maximum number of events that are held back (13.10), in addition to those that wait. */
    public long held() {
        return Math.max(1, Math.min(events, bytes / HELD_EVENT_BYTES));
    }

    /** The divisor of each limit for an event: 2 if it can be caused, or caused repeatedly, without a signature. */
    public static int divisor(WebhookEvent event) {
        boolean isSigned =
                ChannelType.of(event.channel()).needsAuth() && event.type() != WebhookType.SUBSCRIPTION_COUNT;
        return isSigned ? 1 : 2;
    }
}
