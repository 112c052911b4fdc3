package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.logs.LogContext;
import java.util.LinkedHashSet;
import org.jboss.logging.Logger;

/** Logs, once per secret, that a short secret was set for an app. */
final class WeakSecrets {

    private static final Logger LOG = Logger.getLogger(WeakSecrets.class);
    private static final int MAX_LOGGED = 1_000;

    private final LinkedHashSet<String> logged = new LinkedHashSet<>();

    /** Checks a secret that was set. Thread-safe. */
    void set(App app, AppSecret secret) {
        if (secret.isWeak() && isFirst(app.key() + " " + secret.id())) {
            LogContext.app(app.key())
                    .log(() -> LOG.warnf(
                            "Secret %s of app %s has fewer than 16 characters and could be guessed: rotate it",
                            secret.id(), app.key()));
        }
    }

    private synchronized boolean isFirst(String secret) {
        if (logged.size() >= MAX_LOGGED) {
            logged.removeFirst();
        }
        return logged.add(secret);
    }
}
