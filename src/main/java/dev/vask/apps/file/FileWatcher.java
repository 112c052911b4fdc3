package dev.vask.apps.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches a file, on a thread of its own. Events of its directory wake it up, and it looks at the file every 2 s in any case: the file can
 * be a symbolic link to another directory, and not every file system has events. A change counts when the file has been the same for
 * 200 ms, since editors and {@code cp} write in steps.
 */
final class FileWatcher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FileWatcher.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration SETTLED_AFTER = Duration.ofMillis(200);
    private static final int MAX_UNSETTLED = 25;

    private final AppsFileStorage file;
    private final Runnable changed;
    private Optional<AppsFileStorage.State> known;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("vask-apps-file").unstarted(this::run);
    private volatile boolean closed;

    /**
     * Creates a watcher that is not started.
     *
     * @param known   the state of the file before it was read
     * @param changed called after a change; must not block for long
     */
    FileWatcher(AppsFileStorage file, Optional<AppsFileStorage.State> known, Runnable changed) {
        this.file = file;
        this.known = known;
        this.changed = changed;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try (WatchService events = events()) {
            while (!closed) {
                await(events, INTERVAL);
                check();
            }
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.debugf(e, "Cannot close the watch service");
        }
    }

    /** The events of the directory, null if the platform has none; then the interval has to do. */
    private @Nullable WatchService events() {
        Path directory = file.path().getParent();
        if (directory == null) {
            return null;
        }
        try {
            WatchService events = directory.getFileSystem().newWatchService();
            directory.register(
                    events,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return events;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debugf(e, "Cannot watch %s; its files are checked every %d s", directory, INTERVAL.toSeconds());
            return null;
        }
    }

    private static void await(@Nullable WatchService events, Duration time) {
        if (events == null) {
            LockSupport.parkNanos(time.toNanos());
            return;
        }
        try {
            WatchKey key = events.poll(time.toNanos(), TimeUnit.NANOSECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void check() {
        Optional<AppsFileStorage.State> now = file.state();
        for (int i = 0; i < MAX_UNSETTLED && !closed && !now.equals(known); i++) {
            LockSupport.parkNanos(SETTLED_AFTER.toNanos());
            Optional<AppsFileStorage.State> later = file.state();
            if (later.equals(now)) {
                known = now;
                changed.run();
            }
            now = later;
        }
    }
}
