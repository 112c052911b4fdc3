package dev.vask.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** Limits for wrong admin tokens. */
@ConfigMapping(prefix = "vask.admin")
public interface AdminLimitsConfig {

    /** Wrong admin tokens per minute from one address. No limit if empty. */
    @WithDefault("20")
    OptionalInt failedTokensPerMinute();
}
