package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.encryption.SecretsConfig;
import dev.vask.protocol.Secret;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Warns of credentials that are short or published as examples, except in demo mode. */
@Singleton
final class CredentialCheck {

    private static final Logger LOG = Logger.getLogger(CredentialCheck.class);

    /** The credentials in Vask's documentation and examples. */
    private static final Set<String> PUBLISHED = Set.of(
            "demo-secret", "change-me", "demo-token-for-local-use", "Zm9yLXRyeWluZy12YXNrLW91dC1rbm93bi10by1hbGw=");

    private static final int MAX_NAMED = 10;

    private final boolean demo;
    private final VaskConfig config;
    private final AdminConfig admin;
    private final SecretsConfig secrets;

    CredentialCheck(
            @ConfigProperty(name = "vask.demo", defaultValue = "false") boolean demo,
            VaskConfig config,
            AdminConfig admin,
            SecretsConfig secrets) {
        this.demo = demo;
        this.config = config;
        this.admin = admin;
        this.secrets = secrets;
    }

    void run() {
        if (demo) {
            return;
        }
        known("VASK_APP_SECRET", config.app().secret().stream());
        known("VASK_ADMIN_TOKEN", admin.token().stream());
        known("VASK_ADMIN_PREVIOUS_TOKEN", admin.previousToken().stream());
        known("VASK_SECRETS_KEY", secrets.key().orElse(List.of()).stream().map(String::strip));
        if (config.app()
                .secret()
                .filter(it -> AppSecret.of(new Secret(it)).isWeak())
                .isPresent()) {
            LOG.warn(
                    "VASK_APP_SECRET has fewer than 16 characters and could be guessed; set it to a longer random value");
        }
    }

    /** Warns of secrets of apps in {@code vask.apps.file}. */
    void check(Collection<App> apps) {
        warn(
                apps,
                "is an example value from Vask's documentation",
                it -> PUBLISHED.contains(it.secret().reveal()));
        warn(apps, "has fewer than 16 characters and could be guessed", AppSecret::isWeak);
    }

    private void warn(Collection<App> apps, String problem, Predicate<AppSecret> which) {
        List<String> keys = demo
                ? List.of()
                : apps.stream()
                        .filter(app -> app.secrets().stream().anyMatch(which))
                        .map(App::key)
                        .toList();
        if (!keys.isEmpty()) {
            LOG.warnf(
                    "A secret of %d apps in vask.apps.file %s; set it to a longer random value: %s",
                    keys.size(), problem, String.join(", ", keys.subList(0, Math.min(MAX_NAMED, keys.size()))));
        }
    }

    private static void known(String variable, Stream<String> values) {
        if (values.anyMatch(PUBLISHED::contains)) {
            LOG.warnf("%s is an example value from Vask's documentation; set it to a random value", variable);
        }
    }
}
