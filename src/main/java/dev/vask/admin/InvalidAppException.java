package dev.vask.admin;

import java.util.Map;

/** A body that describes no app: which fields are wrong, and what would be right. */
final class InvalidAppException extends RuntimeException {

    private final transient Map<String, String> problems;

    InvalidAppException(Map<String, String> problems) {
        super("Invalid fields: " + problems.keySet(), null, false, false);
        this.problems = problems;
    }

    /** What is wrong, by field in the order of reading; {@code quotas.max_connections} names a field of an object. */
    Map<String, String> problems() {
        return problems;
    }
}
