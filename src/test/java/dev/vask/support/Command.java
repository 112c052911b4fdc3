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
 * The built program as the command line, run to its end.
 *
 * @param exitCode how it ended
 * @param out      all that it printed
 * @param err      all that it complained of
 */
public record Command(int exitCode, String out, String err) {

    /** Runs {@code vask} with these arguments, and with no setting but those of the environment given. */
    public static Command run(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(ServerProcess.program(List.of()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            builder.environment().putAll(environment);
            Command ended =
                    new Command(end(builder.start()), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int end(Process process) {
        try {
            if (!process.waitFor(2 * Http.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while a command runs", e);
        }
    }

    /** This command, which must have ended so. */
    public Command expect(int expected) {
        if (exitCode != expected) {
            throw new AssertionError("expected exit code %d, but got %d: %s%s".formatted(expected, exitCode, out, err));
        }
        return this;
    }

    /** What it printed, which must be one line of JSON. */
    public JsonNode json() {
        return Json.parse(out);
    }
}
