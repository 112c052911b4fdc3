package dev.vask.apps.file;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSettingsFormat;
import dev.vask.apps.AppStore;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretsConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The file with the apps of a standalone server, {@code vask.apps.file}. */
@Singleton
public final class AppsFile {

    private static final Logger LOG = Logger.getLogger(AppsFile.class);
    private static final long MAX_WRITE_SECONDS = 10;

    private final Optional<Path> path;
    private final SecretsConfig secrets;
    private final Instance<AppSettingsFormat> settings;
    private final Vertx vertx;
    private @Nullable FileApps opened;
    private @Nullable FileWatcher watcher;

    AppsFile(AppsFileConfig config, SecretsConfig secrets, Instance<AppSettingsFormat> settings, Vertx vertx) {
        this.path = config.file();
        this.secrets = secrets;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** Whether {@code vask.apps.file} is set. */
    public boolean isSet() {
        return path.isPresent();
    }

    /**
     * Reads the file, and watches it from then on. Blocks; call it at startup before anything is served.
     *
     * @param writes  whether the admin API can change apps; then a file that does not exist is created by the first change
     * @param changes receives each change of an app, in order per app
     * @param removed receives the key of an app that was removed from the file
     * @return the apps
     * @throws ConfigurationException if the file is invalid; the message is one line for the operator
     */
    public Collection<App> open(boolean writes, Consumer<AppChange> changes, Consumer<String> removed) {
        Path configured = path.orElseThrow();
        FileFormat format = FileFormat.of(configured)
                .orElseThrow(() -> new ConfigurationException(
                        "Invalid value for vask.apps.file: '%s', must end with .yaml, .yml or .json"
                                .formatted(configured)));
        ValueCipher values = new ValueCipher(SecretCipher.ifSet(secrets));
        AppsFileStorage file = new AppsFileStorage(configured);
        WorkerExecutor worker =
                vertx.createSharedWorkerExecutor("vask-apps-file-io", 1, MAX_WRITE_SECONDS, TimeUnit.SECONDS);
        FileApps apps =
                new FileApps(file, new AppsDocument.Codec(format, settings.get(), values), worker, changes, removed);
        Optional<AppsFileStorage.State> before = file.state();
        load(apps, file, writes);
        warnOfPlainValues(apps, file, values);
        opened = apps;
        watcher = new FileWatcher(file, before, apps::reload);
        watcher.start();
        return apps.index().apps();
    }

    private static void load(FileApps apps, AppsFileStorage file, boolean writes) {
        try {
            if (apps.load()) {
                LOG.infof(
                        "Read %d apps from vask.apps.file %s%s",
                        apps.index().apps().size(),
                        file.path(),
                        writes && !file.isWritable() ? ", which is read-only: the admin API cannot change them" : "");
            } else if (writes && file.isWritable()) {
                LOG.infof(
                        "vask.apps.file %s does not exist yet; the admin API creates it with the first app",
                        file.path());
            } else {
                throw new InvalidAppsFileException("does not exist");
            }
        } catch (InvalidAppsFileException e) {
            throw new ConfigurationException("Invalid vask.apps.file %s: %s".formatted(file.path(), e.getMessage()));
        }
    }

    private static void warnOfPlainValues(FileApps apps, AppsFileStorage file, ValueCipher values) {
        int plain = values.isOn() ? apps.plainValues() : 0;
        if (plain > 0) {
            LOG.warnf(
                    "vask.apps.file %s has %d secrets or webhook headers in plain text; the next change by the admin API, or 'vask"
                            + " secrets reencrypt', encrypts them",
                    file.path(), plain);
        }
    }

    /** The apps. */
    public AppStore apps() {
        if (opened == null) {
            throw new IllegalStateException("the apps file is not open");
        }
        return opened;
    }

    @PreDestroy
    void close() {
        if (watcher != null) {
            watcher.close();
        }
    }
}
