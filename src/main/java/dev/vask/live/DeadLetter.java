package dev.vask.live;

import java.time.Instant;

/**
 * A webhook delivery that failed permanently.
 *
 * @param delivery  the delivery
 * @param givenUpAt when the last attempt failed
 * @param reason    why the last attempt failed, as a text for people
 */
public record DeadLetter(Delivery delivery, Instant givenUpAt, String reason) {}
