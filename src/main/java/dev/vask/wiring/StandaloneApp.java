package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Creates the app of a standalone server at startup. */
@Singleton
class StandaloneApp {

    private static final Logger LOG = Logger.getLogger(StandaloneApp.class);

    void start(@Observes StartupEvent start, VaskConfig config, AdminConfig admin, AppStore apps) {
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
