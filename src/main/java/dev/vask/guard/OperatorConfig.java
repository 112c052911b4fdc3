package dev.vask.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** How often an address may try to be an operator. */
@ConfigMapping(prefix = "vask.admin")
public interface OperatorConfig {

    /** Wrong admin tokens that one address may send in a minute; any number if empty. */
    @WithDefault("20")
    OptionalInt failedTokensPerMinute();
}
