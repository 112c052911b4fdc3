package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** How a command prints its result. */
@RegisterForReflection
enum OutputFormat {
    /** Text in columns, for people. */
    TABLE,
    /** The JSON of the server's response, on one line. */
    JSON,
    /** Environment variables of SDKs: see {@link EnvBlock}. */
    ENV;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
