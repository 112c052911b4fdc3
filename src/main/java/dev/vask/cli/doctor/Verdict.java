package dev.vask.cli.doctor;

import java.util.Locale;

/** The result of a check. */
public enum Verdict {
    /** As it should be. */
    OK,
    /** It works, but something should be looked at; or it could not be checked. */
    WARN,
    /** Clients or backends cannot work. */
    FAIL;

    /** As it is printed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
