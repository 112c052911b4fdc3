package dev.vask.apps;

import java.util.function.Consumer;

class MemoryAppsTest extends AppStoreContract {

    @Override
    protected AppStore create(Consumer<AppChange> changes) {
        return new MemoryApps(changes);
    }
}
