package dev.vask.apps.file;

import dev.vask.protocol.SafeQuote;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of {@code vask.apps.file} is invalid. The message is one line: where, and what would be valid. */
final class InvalidAppsFileException extends Exception {

    InvalidAppsFileException(String message) {
        super(message, null, false, false);
    }

    /** An error at a line, which is 0 if it is not known. */
    static InvalidAppsFileException at(int line, String problem) {
        return new InvalidAppsFileException(line > 0 ? "line %d: %s".formatted(line, problem) : problem);
    }

    /**
     * Invalid fields of an app.
     *
     * @param app      the key of the app, null if it has no valid one
     * @param problems errors by field, not empty; the first one is shown
     */
    static InvalidAppsFileException ofApp(int line, @Nullable String app, String field, Map<String, String> problems) {
        String others = problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1);
        return at(
                line,
                "%s %s %s%s"
                        .formatted(
                                app == null ? "an app:" : "app '%s':".formatted(SafeQuote.of(app)),
                                field,
                                problems.get(field),
                                others));
    }
}
