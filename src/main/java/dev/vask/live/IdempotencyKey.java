package dev.vask.live;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import java.time.Duration;

/**
 * The key of a publish that may be sent more than once ({@code docs/recovery.md}).
 *
 * @param value  the key, unique in its app
 * @param digest a digest of the request, in hexadecimal
 */
public record IdempotencyKey(String value, String digest) {

    /** The maximum number of characters of a key. */
    public static final int MAX_LENGTH = 128;

    /** How long a key is kept if the quota is unlimited, and at most. */
    private static final int MAX_SECONDS = 86_400;

    /** How long a key of an app is kept. */
    public static Duration timeToLive(App app) {
        Integer seconds = app.quotas().get(Quota.IDEMPOTENCY_KEY_SECONDS);
        return Duration.ofSeconds(seconds == null ? MAX_SECONDS : Math.min(seconds, MAX_SECONDS));
    }
}
