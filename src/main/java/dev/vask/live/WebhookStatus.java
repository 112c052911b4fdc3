package dev.vask.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in the {@link WebhookQueue} of one app.
 *
 * @param waitingEvents   events that wait for an attempt, or for the outcome of one
 * @param waitingBytes    what they count for {@link WebhookQueueLimits#bytes()}
 * @param heldEvents      events that are held back because they may be undone (13.10)
 * @param droppedEvents   events that were dropped because of a limit, since the app was created; in memory, since the start
 * @param lastDropped     when that happened last, null if it never did
 * @param deadLetters     deliveries that were given up and are kept
 * @param deadLetterBytes what they count for {@link WebhookQueueLimits#deadLetterBytes()}
 */
public record WebhookStatus(
        long waitingEvents,
        long waitingBytes,
        long heldEvents,
        long droppedEvents,
        @Nullable Instant lastDropped,
        long deadLetters,
        long deadLetterBytes) {}
