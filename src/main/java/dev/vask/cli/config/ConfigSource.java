package dev.vask.cli.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** The program whose configuration a file is. */
@RegisterForReflection
public enum ConfigSource {
    /** The output of {@code vask apps export}, or a file with {@code VASK_APP_*} variables. */
    VASK,
    /** soketi. */
    SOKETI,
    /** Laravel Reverb. */
    REVERB,
    /** A backend with a Pusher SDK. */
    PUSHER;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
