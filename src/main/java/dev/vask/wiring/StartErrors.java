package dev.vask.wiring;

import dev.vask.settings.SettingsCheck;
import dev.vask.settings.SettingsException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports why a start failed. What the operator can correct is one line on standard error, without a stack trace, also if the log is JSON.
 */
final class StartErrors {

    /** The exit status of a start that failed. */
    static final int STATUS = 1;

    private static final Pattern WRONG_VALUE = Pattern.compile(
            "(?s)SRCFG00039: The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (.*)");
    private static final Pattern SECRET = Pattern.compile("password|secret|token|key|credentials");

    private final @Nullable SettingsCheck settings;

    private StartErrors(@Nullable SettingsCheck settings) {
        this.settings = settings;
    }

    /** Those of this process. */
    static StartErrors ofProcess() {
        try {
            return new StartErrors(SettingsCheck.ofProcess(SettingMappings.ALL));
        } catch (SettingsException e) {
            e.problems().forEach(System.err::println);
            return new StartErrors(null);
        }
    }

    /** Checks the settings and the temporary directory, and prints each problem. Returns whether Quarkus can be started. */
    boolean check() {
        if (settings == null) {
            return false;
        }
        try {
            settings.run();
            SettingsCheck.temporaryDirectory();
            return true;
        } catch (SettingsException e) {
            e.problems().forEach(System.err::println);
            return false;
        }
    }

    /** Ends the process when Quarkus has ended, with a failure if it could not start. */
    void exit(int status, @Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        System.exit(status);
    }

    private void report(Throwable failure) {
        // The innermost one is that of Vask; Quarkus wraps it in others.
        List<String> lines = causes(failure)
                .map(StartErrors::explanation)
                .filter(it -> !it.isEmpty())
                .reduce(List.of(), (outer, inner) -> inner);
        if (lines.isEmpty()) {
            Logger.getLogger(StartErrors.class).error("The start failed unexpectedly", failure);
            return;
        }
        lines.stream()
                .map(line -> settings == null ? line : settings.asGiven(line))
                .forEach(System.err::println);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause);
    }

    private static List<String> explanation(Throwable failure) {
        return switch (failure) {
            case ConfigValidationException it ->
                IntStream.range(0, it.getProblemCount())
                        .mapToObj(number -> ofQuarkus(it.getProblem(number).getMessage()))
                        .toList();
            case ConfigurationException it -> List.of(String.valueOf(it.getMessage()));
            default -> List.of();
        };
    }

    /** A problem with a setting of Quarkus. Those of Vask have been checked before. */
    private static String ofQuarkus(String problem) {
        Matcher wrong = WRONG_VALUE.matcher(problem);
        if (!wrong.find()) {
            return problem.replaceFirst("^[\\w.]+Exception: ", "");
        }
        String value = SECRET.matcher(wrong.group(1)).find() ? "" : " '%s'".formatted(wrong.group(2));
        return "Invalid value%s for %s: %s"
                .formatted(value, wrong.group(1), wrong.group(3).replaceFirst("^SRCFG\\d+: ", ""));
    }
}
