package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.http.ApiErrorCode;
import dev.vask.protocol.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the secrets of an app. At least one of them never expires. */
final class SecretRotation {

    /** The maximum number of live secrets of an app. */
    static final int MAX_SECRETS = 10;

    private SecretRotation() {}

    /** Adds a secret as the newest one; it expires after {@code life} unless that is null. */
    static App add(App app, Secret secret, @Nullable Duration life, Instant now) {
        return with(app, app.liveSecrets(now), new AppSecret(secret, now, life == null ? null : now.plus(life)));
    }

    /** Adds a secret, and lets all others expire after {@code grace} at the latest. */
    static App rotate(App app, Secret secret, Duration grace, Instant now) {
        Instant end = now.plus(grace);
        List<AppSecret> ending = app.liveSecrets(now).stream()
                .map(it -> it.endingAt(end))
                .filter(it -> it.isLive(now))
                .toList();
        return with(app, ending, new AppSecret(secret, now, null));
    }

    private static App with(App app, List<AppSecret> others, AppSecret secret) {
        if (app.secrets().stream().anyMatch(it -> it.secret().equals(secret.secret()))) {
            throw new AdminException(
                    ApiErrorCode.SECRET_EXISTS, "App '%s' already has this secret.".formatted(app.key()));
        }
        if (others.size() >= MAX_SECRETS) {
            throw new AdminException(
                    ApiErrorCode.TOO_MANY_SECRETS,
                    "App '%s' has %d live secrets, which is the maximum. Delete one first."
                            .formatted(app.key(), MAX_SECRETS));
        }
        List<AppSecret> all = new ArrayList<>(others);
        all.addFirst(secret);
        return app.withSecrets(all);
    }

    /** Removes a secret. */
    static App end(App app, String id, Instant now) {
        List<AppSecret> live = app.liveSecrets(now);
        List<AppSecret> others = live.stream().filter(it -> !it.id().equals(id)).toList();
        if (others.size() == live.size()) {
            throw new AdminException(
                    ApiErrorCode.NO_SUCH_SECRET, "App '%s' has no secret with this id.".formatted(app.key()));
        }
        if (others.stream().allMatch(it -> it.expires() != null)) {
            throw new AdminException(
                    ApiErrorCode.LAST_SECRET,
                    "This is the last secret of app '%s' that does not expire. Create another one first."
                            .formatted(app.key()));
        }
        return app.withSecrets(others);
    }
}
