package dev.vask.apps.file;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppStoreContract;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileAppsContractTest extends AppStoreContract {

    @TempDir
    private Path directory;

    private TestFileApps store;

    @Override
    protected AppStore create(Consumer<AppChange> changes) {
        store = TestFileApps.open(directory.resolve("apps.yaml"), changes, removed -> {});
        return store.apps();
    }

    @AfterEach
    void close() {
        store.close();
    }
}
