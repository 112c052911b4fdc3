package dev.vask.apps.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings for the Postgres database that stores the apps of a cluster. */
@ConfigMapping(prefix = "vask.database")
public interface DatabaseConfig {

    /** Address of the Postgres database, like postgresql://host:port/name. Required in a cluster. */
    Optional<@WithConverter(DatabaseUrl.Reader.class) DatabaseUrl> url();

    /** Database user. Needs the privilege to create tables if {@code migrate} is true. Required in a cluster. */
    Optional<String> username();

    /** Password of the database user. Required in a cluster. */
    Optional<String> password();

    /** Whether the schema is migrated at startup. If false, a schema that is not up to date is a start error. */
    @WithDefault("true")
    boolean migrate();

    /**
     * Maximum number of connections for queries and changes of apps. A node has one more, which listens for changes. The default is 8, and 2
     * with the role function.
     */
    OptionalInt connections();

    /** Maximum time to wait for the result of a query, including the wait for a connection. Then the request returns 503. */
    @WithDefault("5s")
    Duration timeout();
}
