package dev.vask.wiring;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.MemoryApps;
import dev.vask.apps.postgres.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the app store of the mode. */
@ApplicationScoped
class AppStoreProducer {

    @Produces
    @Singleton
    AppStore apps(VaskConfig config, Database database, Event<AppChange> changes, RedisCheck redis) {
        return switch (config.mode()) {
            case STANDALONE -> new MemoryApps(changes::fire);
            case CLUSTER -> {
                redis.end(); // before anything is changed in the database
                yield database.open(changes::fire);
            }
        };
    }
}
