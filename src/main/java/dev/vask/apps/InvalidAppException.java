package dev.vask.apps;

import java.util.Map;

/** Invalid fields of an app, each with its error. */
public final class InvalidAppException extends RuntimeException {

    private final transient Map<String, String> problems;

    /** Creates the exception with the error of each field, as a phrase like {@code must be a string}. */
    public InvalidAppException(Map<String, String> problems) {
        super("Invalid fields: " + problems.keySet(), null, false, false);
        this.problems = problems;
    }

    /** The errors by field; {@code quotas.max_connections} is a field of a nested object. */
    public Map<String, String> problems() {
        return problems;
    }
}
