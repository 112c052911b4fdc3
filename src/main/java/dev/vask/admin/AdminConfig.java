package dev.vask.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.Optional;

/** Settings of the admin API. */
@ConfigMapping(prefix = "vask.admin")
public interface AdminConfig {

    /** Token that operators send as {@code Authorization: Bearer <token>}, at least 24 characters. If absent, the admin API is off. */
    Optional<String> token();

    /** The previous token, which is also accepted during a token rotation. */
    Optional<String> previousToken();

    /**
     * Whether the admin API and the console are also served on the public port. If absent, they are in standalone mode, and not in a
     * cluster. The management port serves them in any case.
     */
    @WithName("public")
    Optional<Boolean> onPublicPort();
}
