package dev.vask.apps.file;

import dev.vask.apps.AppChange;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The apps of a file, which is watched. */
record TestFileApps(FileApps apps, AppsFileStorage file, FileWatcher watcher, WorkerExecutor worker)
        implements AutoCloseable {

    private static final Vertx VERTX = Vertx.vertx();

    static TestFileApps open(Path path, Consumer<AppChange> changes, Consumer<String> removed, String... keys) {
        AppsFileStorage file = new AppsFileStorage(path);
        WorkerExecutor worker = VERTX.createSharedWorkerExecutor("test-" + path, 1);
        FileApps apps = new FileApps(
                file, AppsDocumentTest.codec(FileFormat.of(path).orElseThrow(), keys), worker, changes, removed);
        var before = file.state();
        try {
            apps.load();
        } catch (InvalidAppsFileException e) {
            throw new IllegalStateException(e);
        }
        FileWatcher watcher = new FileWatcher(file, before, apps::reload);
        watcher.start();
        return new TestFileApps(apps, file, watcher, worker);
    }

    @Override
    public void close() {
        watcher.close();
        worker.close();
    }
}
