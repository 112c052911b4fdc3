package dev.vask.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the admin API. */
@ConfigMapping(prefix = "vask.admin")
public interface AdminConfig {

    /** What an operator sends as {@code Authorization: Bearer <token>}; while unset, there is no admin API. */
    Optional<String> token();
}
