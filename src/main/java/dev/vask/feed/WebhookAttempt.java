package dev.vask.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to deliver a webhook.
 *
 * @param time           when it ended
 * @param delivery       the id of the delivery
 * @param attempt        the number of the attempt, 1 for the first
 * @param url            the endpoint
 * @param requestHeaders the headers of the request; empty for a value that is secret
 * @param requestBody    the body of the request
 * @param status         the HTTP status of the response, null if there was none
 * @param responseBody   the first characters of the body of the response
 * @param duration       the time from the start to the end of the response
 * @param error          why it failed, null if it succeeded
 */
public record WebhookAttempt(
        Instant time,
        String delivery,
        int attempt,
        String url,
        Map<String, Optional<String>> requestHeaders,
        String requestBody,
        @Nullable Integer status,
        String responseBody,
        Duration duration,
        @Nullable String error) {}
