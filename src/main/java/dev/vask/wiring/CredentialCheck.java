package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.AppSecret;
import dev.vask.apps.postgres.SecretsConfig;
import dev.vask.protocol.Secret;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
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

    private static void known(String variable, Stream<String> values) {
        if (values.anyMatch(PUBLISHED::contains)) {
            LOG.warnf("%s is an example value from Vask's documentation; set it to a random value", variable);
        }
    }
}
