package dev.vask.wiring;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.MemoryApps;
import dev.vask.apps.UsageStore;
import dev.vask.apps.file.AppsFile;
import dev.vask.apps.postgres.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;

/**
 * Produces the stores of the mode. They are proxies: those of a cluster exist as soon as {@link Startup} has opened the database, those of
 * a file as soon as it is read, and they are not used before.
 */
@ApplicationScoped
class AppStoreProducer {

    @Produces
    @ApplicationScoped
    AppStore apps(VaskConfig config, Database database, AppsFile file, Event<AppChange> changes) {
        return switch (config.mode()) {
            case STANDALONE -> file.isSet() ? file.apps() : new MemoryApps(changes::fire);
            case CLUSTER -> database.apps();
        };
    }

    @Produces
    @ApplicationScoped
    UsageStore usageStore(Database database) {
        return database.usageStore();
    }
}
