package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.MemoryApps;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The apps of a standalone server: in memory, the first of them from the settings. */
@ApplicationScoped
class Standalone {

    private static final Logger LOG = Logger.getLogger(Standalone.class);

    @Produces
    @Singleton
    AppStore apps(Event<AppChange> changes) {
        return new MemoryApps(changes::fire);
    }

    void start(@Observes StartupEvent start, VaskConfig config, AdminConfig admin, AppStore apps) {
        Optional<App> first = FirstApp.of(config.app());
        first.ifPresent(app -> apps.put(app.key(), before -> app));
        if (first.isEmpty() && admin.token().isEmpty()) {
            LOG.warn("There is no app, and no way to make one: set VASK_APP_KEY and VASK_APP_SECRET, or VASK_ADMIN_TOKEN");
        }
    }
}
