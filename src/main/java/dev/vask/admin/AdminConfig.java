package dev.vask.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the admin API. */
@ConfigMapping(prefix = "vask.admin")
public interface AdminConfig {

    /** What an operator sends as {@code Authorization: Bearer <token>}, at least 24 characters; while unset, there is no admin API. */
    Optional<String> token();

    /** The token before the current one, which is accepted too while operators change to the new one. */
    Optional<String> previousToken();
}
