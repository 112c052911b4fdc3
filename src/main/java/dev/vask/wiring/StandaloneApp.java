package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.file.AppsFile;
import dev.vask.live.LiveState;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Creates the apps of a standalone server: those of {@code vask.apps.file}, or the one of {@code vask.app.key}. */
@Singleton
final class StandaloneApp {

    private static final Logger LOG = Logger.getLogger(StandaloneApp.class);

    private final boolean demo;
    private final VaskConfig config;
    private final AdminConfig admin;
    private final AppStore apps;
    private final AppsFile file;
    private final CredentialCheck credentials;
    private final Event<AppChange> changes;
    private final Instance<LiveState> live;

    StandaloneApp(
            @ConfigProperty(name = "vask.demo", defaultValue = "false") boolean demo,
            VaskConfig config,
            AdminConfig admin,
            AppStore apps,
            AppsFile file,
            CredentialCheck credentials,
            Event<AppChange> changes,
            Instance<LiveState> live) {
        this.demo = demo;
        this.config = config;
        this.admin = admin;
        this.apps = apps;
        this.file = file;
        this.credentials = credentials;
        this.changes = changes;
        this.live = live;
    }

    /**
     * Checks the settings of the apps.
     *
     * @throws ConfigurationException if they are incomplete or invalid; the message is for the operator
     */
    void check() {
        Optional<App> first = ConfiguredApp.of(config.app());
        if (file.isSet() && config.mode() == VaskConfig.Mode.CLUSTER) {
            throw new ConfigurationException(
                    "vask.apps.file is set, but vask.mode is cluster, where Postgres stores the apps."
                            + " Unset VASK_APPS_FILE, and create the apps with the admin API.");
        }
        if (file.isSet() && first.isPresent()) {
            throw new ConfigurationException(
                    "vask.apps.file and vask.app.key are both set. Add the app to the file, and unset"
                            + " VASK_APP_KEY and VASK_APP_SECRET.");
        }
    }

    /**
     * Creates the apps, and logs a warning if the server has no app, ignores one, or will lose some.
     *
     * @throws ConfigurationException if the file is invalid; the message is one line for the operator
     */
    void create() {
        Optional<App> first = ConfiguredApp.of(config.app());
        if (config.mode() == VaskConfig.Mode.CLUSTER) {
            first.ifPresent(app -> LOG.warn("VASK_APP_KEY is ignored in cluster mode; create apps with the admin API"));
        } else if (file.isSet()) {
            openFile();
        } else {
            first.ifPresent(app -> apps.put(app.key(), before -> app));
            warnOfLoss(first.isPresent());
        }
    }

    private void openFile() {
        boolean writes = admin.token().isPresent();
        Collection<App> all = file.open(writes, changes::fire, key -> live.get().deleteApp(key));
        credentials.check(all);
        if (all.isEmpty() && !writes) {
            LOG.warn(
                    "vask.apps.file has no app, and the admin API is off; add an app to the file, or set VASK_ADMIN_TOKEN");
        }
    }

    private void warnOfLoss(boolean hasApp) {
        if (admin.token().isEmpty() && !hasApp) {
            LOG.warn(
                    "No app is configured, and the admin API is off; set VASK_APP_KEY and VASK_APP_SECRET, or VASK_ADMIN_TOKEN");
        }
        if (admin.token().isPresent() && config.role().servesHttp() && !demo) {
            LOG.warn(
                    "Apps that the admin API creates are lost on restart; set VASK_APPS_FILE to keep them in a file, or use"
                            + " VASK_MODE=cluster");
        }
    }
}
