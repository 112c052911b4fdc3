package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Creates the app of a standalone server. */
@Singleton
final class StandaloneApp {

    private static final Logger LOG = Logger.getLogger(StandaloneApp.class);

    private final VaskConfig config;
    private final AdminConfig admin;
    private final AppStore apps;

    StandaloneApp(VaskConfig config, AdminConfig admin, AppStore apps) {
        this.config = config;
        this.admin = admin;
        this.apps = apps;
    }

    /**
     * Checks the settings of the app.
     *
     * @throws ConfigurationException if they are incomplete or invalid; the message is for the operator
     */
    void check() {
        ConfiguredApp.of(config.app());
    }

    /** Creates the app, and logs a warning if the server has no app or ignores it. */
    void create() {
        Optional<App> first = ConfiguredApp.of(config.app());
        if (config.mode() == VaskConfig.Mode.CLUSTER) {
            first.ifPresent(app -> LOG.warn("VASK_APP_KEY is ignored in cluster mode; create apps with the admin API"));
            return;
        }
        first.ifPresent(app -> apps.put(app.key(), before -> app));
        if (first.isEmpty() && admin.token().isEmpty()) {
            LOG.warn(
                    "No app is configured, and the admin API is off; set VASK_APP_KEY and VASK_APP_SECRET, or VASK_ADMIN_TOKEN");
        }
    }
}
