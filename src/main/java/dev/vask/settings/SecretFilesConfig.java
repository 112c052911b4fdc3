package dev.vask.settings;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Files with the values of secret settings. {@link SecretFileSource} reads them. */
@Unremovable // nothing injects it, and Quarkus knows only mappings that are beans
@ConfigMapping(prefix = "vask")
public interface SecretFilesConfig {

    /** File with the secret of the app of a standalone server. */
    @WithName("app.secret-file")
    Optional<Path> appSecret();

    /** File with the admin token. */
    @WithName("admin.token-file")
    Optional<Path> adminToken();

    /** File with the previous admin token. */
    @WithName("admin.previous-token-file")
    Optional<Path> previousAdminToken();

    /** File with the keys that encrypt the secrets in the database. */
    @WithName("secrets.key-file")
    Optional<Path> secretsKey();

    /** File with the password of the database user. */
    @WithName("database.password-file")
    Optional<Path> databasePassword();

    /** File with the address of Redis, which may contain a password. */
    @WithName("redis.url-file")
    Optional<Path> redisUrl();

    /** File with the password of Redis. */
    @WithName("redis.password-file")
    Optional<Path> redisPassword();
}
