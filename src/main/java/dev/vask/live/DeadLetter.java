package dev.vask.live;

import java.time.Instant;

/**
 * A delivery that was given up.
 *
 * @param delivery  what was to be told
 * @param givenUpAt when the last attempt failed
 * @param reason    why that failed, for people
 */
public record DeadLetter(Delivery delivery, Instant givenUpAt, String reason) {}
