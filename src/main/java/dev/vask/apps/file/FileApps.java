package dev.vask.apps.file;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppIndex;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppsNotWritableException;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.MemoryApps;
import dev.vask.apps.ReencryptionResult;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The apps of a standalone server, in a file. They are served from memory. The file is read and written on one worker thread. A change
 * by the admin API is applied to what the file contains at that time, and is written before it takes effect.
 */
final class FileApps implements AppStore {

    private static final Logger LOG = Logger.getLogger(FileApps.class);
    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_LOGGED = 20;

    private final AppsFileStorage file;
    private final AppsDocument.Codec codec;
    private final WorkerExecutor worker;
    private final MemoryApps memory;
    private final Consumer<String> removed;

    /** The content of the file when it was last valid, null if it did not exist, and what it means. Used by the worker only. */
    private byte @Nullable [] content;

    private AppsDocument document;
    private @Nullable String problem;

    /**
     * Creates the store without apps. {@link #load} is next.
     *
     * @param worker  one thread
     * @param changes receives each change of an app, in order per app
     * @param removed receives the key of an app that was removed from the file by something else than this store
     */
    FileApps(
            AppsFileStorage file,
            AppsDocument.Codec codec,
            WorkerExecutor worker,
            Consumer<AppChange> changes,
            Consumer<String> removed) {
        this.file = file;
        this.codec = codec;
        this.worker = worker;
        this.memory = new MemoryApps(changes);
        this.removed = removed;
        this.document = AppsDocument.empty(codec);
    }

    /**
     * Reads the file for the first time. Blocks.
     *
     * @return false if it does not exist
     * @throws InvalidAppsFileException if it is invalid, or cannot be read
     */
    boolean load() throws InvalidAppsFileException {
        Optional<byte[]> read = read();
        if (read.isPresent()) {
            document = AppsDocument.read(read.get(), codec, AppIndex.EMPTY);
            content = read.get();
            memory.replace(document.apps());
        }
        return read.isPresent();
    }

    /** The number of secrets and webhook headers of the file that are not encrypted. */
    int plainValues() {
        return document.plainValues();
    }

    /** The apps. */
    AppIndex index() {
        return memory.index();
    }

    private Optional<byte[]> read() throws InvalidAppsFileException {
        try {
            return file.read();
        } catch (IOException e) {
            throw new InvalidAppsFileException("cannot be read: " + reason(e));
        }
    }

    /** Reads the file again if it has changed. Completes afterwards. */
    CompletionStage<Void> reload() {
        CompletionStage<Void> done = run(() -> {
            refresh();
            return null;
        });
        return done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.errorf(failure, "vask.apps.file %s could not be read again", file.path());
            }
        });
    }

    /** Applies what the file contains. If it is invalid, the last valid content stays in effect, and the problem is logged once. */
    private void refresh() {
        try {
            apply(read().orElseThrow(() -> new InvalidAppsFileException("does not exist")));
            if (problem != null) {
                LOG.infof("vask.apps.file %s is valid again", file.path());
            }
            problem = null;
        } catch (InvalidAppsFileException e) {
            if (content == null && !Files.exists(file.path())) {
                return; // it has not been created yet
            }
            if (!String.valueOf(e.getMessage()).equals(problem)) {
                problem = e.getMessage();
                LOG.errorf(
                        "vask.apps.file %s is invalid, and its last valid content stays in effect: %s",
                        file.path(), problem);
            }
        }
    }

    private void apply(byte[] read) throws InvalidAppsFileException {
        if (Arrays.equals(read, content)) {
            return;
        }
        AppIndex before = memory.index();
        AppsDocument after = AppsDocument.read(read, codec, before);
        content = read;
        document = after;
        memory.replace(after.apps());
        before.apps().stream()
                .map(App::key)
                .filter(key -> after.apps().get(key) == null)
                .forEach(removed);
        log(after.differencesFrom(before));
    }

    /** Logs which apps were added (+), changed (~) and removed (-). */
    private void log(List<String> differences) {
        LOG.infof(
                "vask.apps.file %s has changed: %s%s",
                file.path(),
                differences.isEmpty()
                        ? "no app differs"
                        : String.join(" ", differences.subList(0, Math.min(MAX_LOGGED, differences.size()))),
                differences.size() > MAX_LOGGED ? " and %d more".formatted(differences.size() - MAX_LOGGED) : "");
    }

    @Override
    public CompletionStage<Put> put(String key, Replacement change) {
        return run(() -> write(current -> {
            App before = current.apps().get(key);
            App after = change.of(before);
            Put put = new Put(after, before == null);
            return after.equals(before) ? new Change<>(current, put) : new Change<>(current.with(after), put);
        }));
    }

    @Override
    public CompletionStage<Boolean> delete(String key) {
        return run(() -> write(current -> current.apps().get(key) == null
                ? new Change<>(current, false)
                : new Change<>(current.without(key), true)));
    }

    @Override
    public CompletionStage<ReencryptionResult> reencryptSecrets() {
        if (!codec.values().isOn()) {
            return memory.reencryptSecrets();
        }
        return run(() -> write(current -> {
            AppsDocument.Reencrypted done = current.reencrypted();
            ReencryptionResult result = new ReencryptionResult(true, done.values(), 0);
            return new Change<>(done.values() == 0 ? current : done.document(), result);
        }));
    }

    /** A new document, or the current one if nothing changes, and the result for the caller. */
    private record Change<T>(AppsDocument document, T result) {}

    /** Applies a change to the current content of the file. If the file changes meanwhile, the change is applied to it again. */
    private <T> T write(Function<AppsDocument, Change<T>> change) {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            refresh();
            Change<T> wanted = change.apply(document);
            if (wanted.document == document || replaced(wanted.document)) {
                return wanted.result;
            }
        }
        throw notWritable("is being changed by something else; retry");
    }

    private boolean replaced(AppsDocument wanted) {
        if (problem != null) {
            throw notWritable("has an error, which must be corrected first: " + problem);
        }
        if (!file.isWritable()) {
            throw notWritable("is read-only; change the file where it comes from");
        }
        byte[] text = wanted.write();
        try {
            if (!file.replace(text, content)) {
                return false;
            }
        } catch (IOException | InvalidAppsFileException e) {
            LOG.errorf("vask.apps.file %s cannot be written: %s", file.path(), reason(e));
            if (e instanceof FileSystemException) {
                throw notWritable("cannot be replaced (%s); its directory must be writable".formatted(reason(e)));
            }
            throw new AppsUnavailableException("vask.apps.file cannot be written", e);
        }
        content = text;
        document = wanted;
        memory.replace(wanted.apps());
        return true;
    }

    private static AppsNotWritableException notWritable(String why) {
        return new AppsNotWritableException(
                "Apps cannot be changed: vask.apps.file %s. Nothing was changed.".formatted(why));
    }

    /** Messages of file system exceptions are only paths. */
    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException it && it.getReason() != null
                ? it.getReason()
                : String.valueOf(e.getMessage());
    }

    private <T> CompletionStage<T> run(Callable<T> task) {
        return worker.executeBlocking(task, true).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<App>> find(String key) {
        return memory.find(key);
    }

    @Override
    public CompletionStage<Optional<App>> findByPath(String keyOrAppId) {
        return memory.findByPath(keyOrAppId);
    }

    @Override
    public CompletionStage<List<App>> list() {
        return memory.list();
    }

    @Override
    public void recordUse(App app, AppSecret secret, Instant now) {
        memory.recordUse(app, secret, now);
    }

    @Override
    public CompletionStage<Void> flushUses() {
        return memory.flushUses();
    }

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUsedDays(String key) {
        return memory.lastUsedDays(key);
    }

    @Override
    public boolean isReachable() {
        return true;
    }
}
