package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Locale;
import java.util.Optional;

/** Where the database is, and who asks. */
record Credentials(DatabaseUrl url, String username, String password) {

    /**
     * Those of the settings.
     *
     * @throws ConfigurationException if one is missing; the message says how to set it
     */
    static Credentials of(DatabaseConfig settings) {
        DatabaseUrl url = required(settings.url(), "vask.database.url", "postgresql://host:port/name");
        url.check();
        return new Credentials(
                url,
                required(settings.username(), "vask.database.username", "a user of the database"),
                required(settings.password(), "vask.database.password", "that user's password"));
    }

    private static <T> T required(Optional<T> value, String setting, String what) {
        return value.orElseThrow(() -> new ConfigurationException("%s is not set, but vask.mode is cluster: set %s to %s"
                .formatted(setting, setting.toUpperCase(Locale.ROOT).replace('.', '_'), what)));
    }

    /** The same for the Vert.x client. */
    PgConnectOptions options() {
        return PgConnectOptions.fromUri(url.toString()).setUser(username).setPassword(password);
    }

    @Override
    public String toString() {
        return "%s as %s".formatted(url, username);
    }
}
