package dev.vask.apps.encryption;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings for the encryption of secrets in the database, and in {@code vask.apps.file}. */
@ConfigMapping(prefix = "vask.secrets")
public interface SecretsConfig {

    /** Keys of 32 bytes in Base64. The first one encrypts; all of them decrypt. Required in a cluster. */
    Optional<List<String>> key();
}
