package dev.vask.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the {@link WebhookQueue} of one app.
 *
 * @param waitingEvents   events that wait for a delivery attempt or its outcome
 * @param waitingBytes    their bytes against {@link WebhookQueueLimits#bytes()}
 * @param heldEvents      events that are held back because they can be reverted (13.10)
 * @param droppedEvents   events that were dropped because of a limit, since the app was created; in memory, since the start
 * @param lastDropped     time of the last drop, null if there was none
 * @param deadLetters     the number of dead letters
 * @param deadLetterBytes their bytes against {@link WebhookQueueLimits#deadLetterBytes()}
 */
public record WebhookStatus(
        long waitingEvents,
        long waitingBytes,
        long heldEvents,
        long droppedEvents,
        @Nullable Instant lastDropped,
        long deadLetters,
        long deadLetterBytes) {}
