package dev.vask.ops;

import dev.vask.apps.AppStore;
import dev.vask.http.ShutdownState;
import dev.vask.live.LiveState;
import jakarta.inject.Singleton;

/** Whether this node is ready: it is not stopping, and can reach the live state and the app database. */
@Singleton
final class Readiness {

    private final ShutdownState shutdown;
    private final LiveState live;
    private final AppStore apps;

    Readiness(ShutdownState shutdown, LiveState live, AppStore apps) {
        this.shutdown = shutdown;
        this.live = live;
        this.apps = apps;
    }

    boolean isReady() {
        return isAccepting() && isLiveStateReachable() && areAppsReachable();
    }

    boolean isAccepting() {
        return !shutdown.isStopping();
    }

    boolean isLiveStateReachable() {
        return live.isReachable();
    }

    boolean areAppsReachable() {
        return apps.isReachable();
    }
}
