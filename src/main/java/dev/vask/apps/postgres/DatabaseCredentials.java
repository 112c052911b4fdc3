package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The address of the database and the user. */
record DatabaseCredentials(DatabaseUrl url, String username, String password) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * Reads them from the settings.
     *
     * @throws ConfigurationException if one is missing
     */
    static DatabaseCredentials of(DatabaseConfig settings) {
        DatabaseUrl url = required(settings.url(), "vask.database.url", "postgresql://host:port/name");
        url.encryption(); // which validates the address
        return new DatabaseCredentials(
                url,
                required(settings.username(), "vask.database.username", "a database user"),
                required(settings.password(), "vask.database.password", "the password of the database user"));
    }

    private static <T> T required(Optional<T> value, String setting, String what) {
        return value.orElseThrow(
                () -> new ConfigurationException("%s is not set, but vask.mode is cluster. Set %s to %s."
                        .formatted(setting, setting.toUpperCase(Locale.ROOT).replace('.', '_'), what)));
    }

    /** Start errors that name this address and user. */
    DatabaseStartError startError() {
        return new DatabaseStartError(url, username);
    }

    /** The options of the Vert.x client. They detect a host that does not respond. */
    PgConnectOptions options() {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(username)
                .setPassword(password)
                .setCachePreparedStatements(true);
        options.setConnectTimeout((int) TIMEOUT.toMillis()).setTcpUserTimeout((int) TIMEOUT.toMillis());
        return url.encryption().applyTo(options);
    }

    @Override
    public String toString() {
        return "%s as %s".formatted(url, username);
    }
}
