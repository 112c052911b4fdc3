package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A finished run of the {@code vask} command line.
 *
 * @param exitCode the exit code
 * @param out      the standard output
 * @param err      the error output
 */
public record CliRun(int exitCode, String out, String err) {

    /** Runs {@code vask} with these arguments. The environment has no other settings than these. */
    public static CliRun run(Map<String, String> environment, String... arguments) {
        return runWithInput(environment, "", arguments);
    }

    /** Runs {@code vask} with this standard input. */
    public static CliRun runWithInput(Map<String, String> environment, String input, String... arguments) {
        return run(command(arguments), environment, input);
    }

    /** Runs {@code vask} in a terminal in which this is typed. The output has the errors, and what was typed. */
    public static CliRun runInTerminal(Map<String, String> environment, String typed, String... arguments) {
        String command = command(arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return run(List.of("script", "-qec", command, "/dev/null"), environment, typed);
    }

    private static CliRun run(List<String> command, Map<String, String> environment, String input) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            Path in = Files.writeString(Files.createTempFile("command", ".in"), input, UTF_8);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(CliRun::isSetting);
            builder.environment().putAll(environment);
            CliRun finished =
                    new CliRun(exitCode(builder.start()), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
            Files.delete(out);
            Files.delete(err);
            Files.delete(in);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs {@code vask} with these arguments. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(ServerProcess.program(List.of()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether an environment variable would change what a command does. */
    static boolean isSetting(String variable) {
        return ServerProcess.isSetting(variable) || variable.startsWith("PUSHER_") || variable.startsWith("REVERB_");
    }

    private static int exitCode(Process process) {
        try {
            if (!process.waitFor(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command did not exit");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while waiting for a command", e);
        }
    }

    /** Checks the exit code. Returns this run. */
    public CliRun expect(int expected) {
        if (exitCode != expected) {
            throw new AssertionError("expected exit code %d, but got %d: %s%s".formatted(expected, exitCode, out, err));
        }
        return this;
    }

    /** The standard output, parsed as JSON. */
    public JsonNode json() {
        return Json.parse(out);
    }
}
