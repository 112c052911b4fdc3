package dev.vask.settings;

import java.util.List;

/** Settings with which the server cannot start. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    SettingsException(String problem) {
        this(List.of(problem));
    }

    /** One line for each problem: the setting as the operator wrote it, what is wrong, and what is accepted. No line has a secret. */
    public List<String> problems() {
        return problems;
    }
}
