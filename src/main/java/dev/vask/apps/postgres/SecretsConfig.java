package dev.vask.apps.postgres;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** How a cluster keeps secrets in its database. */
@ConfigMapping(prefix = "vask.secrets")
public interface SecretsConfig {

    /** Keys of 32 bytes in Base64: the first encrypts, all decrypt. */
    Optional<List<String>> key();
}
