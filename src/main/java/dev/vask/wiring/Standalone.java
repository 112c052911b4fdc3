package dev.vask.wiring;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.MemoryApps;
import dev.vask.channels.Hub;
import dev.vask.live.LiveState;
import dev.vask.live.memory.MemoryLiveState;
import dev.vask.protocol.Secret;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** The parts of a standalone server: everything in memory. */
@ApplicationScoped
class Standalone {

    private static final Duration SWEEP = Duration.ofMillis(250);

    @Produces
    @Singleton
    Hub hub() {
        return new Hub();
    }

    @Produces
    @Singleton
    LiveState liveState(Hub hub, Vertx vertx) {
        MemoryLiveState state = new MemoryLiveState(hub, InstantSource.system());
        vertx.setPeriodic(SWEEP.toMillis(), timer -> state.sweep());
        return state;
    }

    @Produces
    @Singleton
    AppStore apps(VaskConfig config, Event<AppChange> changes) {
        MemoryApps apps = new MemoryApps(changes::fire);
        config.app().key().ifPresent(key -> apps.put(key, before -> first(key, config.app())));
        return apps;
    }

    private static App first(String key, VaskConfig.FirstApp settings) {
        App defaults = App.withDefaults(App.checkKey(key), new Secret(settings.secret().orElseThrow()));
        return new App(
                key,
                key,
                true,
                settings.clientEvents(),
                settings.subscriptionCounts(),
                defaults.allowedOrigins(),
                defaults.quotas(),
                defaults.secrets());
    }
}
