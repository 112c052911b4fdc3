package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An app as the database has it, decrypted.
 *
 * @param key        the key of the app
 * @param appId      another name of the app in paths (2.2), or null
 * @param app        the app with every secret that could be decrypted, including expired ones; empty if absent
 * @param plain      number of secrets and webhook headers that are stored in plain text
 * @param unreadable number of secrets and webhook headers that could not be decrypted
 */
record StoredApp(String key, @Nullable String appId, Optional<App> app, int plain, int unreadable) {

    /** The app with the secrets that are not expired at a time, empty if there is no such secret: nobody can use it. */
    Optional<App> at(Instant now) {
        return app.flatMap(it -> {
            List<AppSecret> live = it.liveSecrets(now);
            return live.isEmpty() ? Optional.empty() : Optional.of(it.withSecrets(live));
        });
    }

    /** The time at which the next secret expires, {@link Instant#MAX} if none does. Until then {@link #at} is the same. */
    Instant nextExpiry(Instant now) {
        return app.stream()
                .flatMap(it -> it.liveSecrets(now).stream())
                .map(AppSecret::expires)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
