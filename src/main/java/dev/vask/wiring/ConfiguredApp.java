package dev.vask.wiring;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.HistorySettings;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.Secret;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;

/** Reads the app of a standalone server from the settings. */
final class ConfiguredApp {

    private ConfiguredApp() {}

    /**
     * The app, empty if the settings have none.
     *
     * @throws ConfigurationException if the settings are incomplete or invalid; the message is for the operator
     */
    static Optional<App> of(VaskConfig.FirstApp settings) {
        if (settings.key().isEmpty()) {
            rejectWithoutKey("secret", settings.secret());
            rejectWithoutKey("id", settings.id());
        }
        return settings.key().map(key -> app(key, settings));
    }

    private static void rejectWithoutKey(String setting, Optional<String> value) {
        if (value.isPresent()) {
            throw new ConfigurationException(
                    "vask.app.%s is set, but vask.app.key is not. Set VASK_APP_KEY too.".formatted(setting));
        }
    }

    private static void check(String setting, String keyOrAppId) {
        if (!App.isKey(keyOrAppId)) {
            throw new ConfigurationException(
                    "Invalid value for vask.app.%s: '%s', must be 1 to 64 characters of A-Z a-z 0-9 _ -"
                            .formatted(setting, SafeQuote.of(keyOrAppId)));
        }
    }

    private static App app(String key, VaskConfig.FirstApp settings) {
        check("key", key);
        settings.id().ifPresent(id -> check("id", id));
        String secret = settings.secret()
                .orElseThrow(() -> new ConfigurationException(
                        "vask.app.key is set, but vask.app.secret is not. Set VASK_APP_SECRET too."));
        if (secret.length() < AppSecret.MIN_LENGTH) {
            throw new ConfigurationException(
                    "Invalid value for vask.app.secret: has %d characters, must have at least %d. Set VASK_APP_SECRET to a"
                                    .formatted(secret.length(), AppSecret.MIN_LENGTH)
                            + " random value, for example from 'openssl rand -hex 16'.");
        }
        App defaults = App.withDefaults(key, new Secret(secret));
        return new App(
                        key,
                        defaults.name(),
                        defaults.enabled(),
                        settings.clientEvents(),
                        settings.subscriptionCounts(),
                        defaults.allowedOrigins(),
                        defaults.quotas(),
                        defaults.secrets())
                .withAppId(settings.id().orElse(null))
                .withHistory(settings.history() ? HistorySettings.ON : HistorySettings.OFF);
    }
}
