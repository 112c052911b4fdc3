package dev.vask.apps.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where a cluster keeps its apps. */
@ConfigMapping(prefix = "vask.database")
public interface DatabaseConfig {

    /** Address of the Postgres database, as postgresql://host:port/name; needed in a cluster. */
    Optional<@WithConverter(DatabaseUrl.Reader.class) DatabaseUrl> url();

    /** User of the database, who may create tables there if the start is to migrate; needed in a cluster. */
    Optional<String> username();

    /** That user's password; needed in a cluster. */
    Optional<String> password();

    /** Whether the start brings the schema up to date. If not, it refuses a schema that is not. */
    @WithDefault("true")
    boolean migrate();
}
