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
        List<String> command = new ArrayList<>(ServerProcess.program(List.of()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            builder.environment().putAll(environment);
            CliRun finished =
                    new CliRun(exitCode(builder.start()), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
            Files.delete(out);
            Files.delete(err);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
