package dev.vask.admin;

import java.util.Map;

/** Invalid fields in a request body, each with its error. */
final class InvalidFieldsException extends RuntimeException {

    private final transient Map<String, String> problems;

    InvalidFieldsException(Map<String, String> problems) {
        super("Invalid fields: " + problems.keySet(), null, false, false);
        this.problems = problems;
    }

    /** The errors by field, in the order of reading; {@code quotas.max_connections} is a field of a nested object. */
    Map<String, String> problems() {
        return problems;
    }
}
