package dev.vask.apps.file;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The file with the apps of a standalone server. */
@ConfigMapping(prefix = "vask.apps")
public interface AppsFileConfig {

    /**
     * File of YAML or JSON with the apps of a standalone server. It is read at the start and when it changes, and the admin API writes
     * it, if it is writable.
     */
    Optional<Path> file();
}
