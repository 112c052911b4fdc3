package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of the {@code vask} command line that does not end by itself. */
public final class CliProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private CliProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code vask} with these arguments. The environment has no other settings than these. */
    public static CliProcess start(Map<String, String> environment, String... arguments) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder = new ProcessBuilder(CliRun.command(arguments))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(CliRun::isSetting);
            builder.environment().putAll(environment);
            return new CliProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the standard output contains a text. Returns all of it. */
    public String awaitOutput(String text) {
        await("output with " + text).atMost(Http.TIMEOUT.multipliedBy(2)).until(() -> out().contains(text));
        return out();
    }

    /** Waits until the error output contains a text. Returns all of it. */
    public String awaitError(String text) {
        await("errors with " + text).atMost(Http.TIMEOUT.multipliedBy(2)).until(() -> read(err)
                .contains(text));
        return read(err);
    }

    /** The standard output so far. */
    public String out() {
        return read(out);
    }

    /** Waits until it exits. Returns its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the command did not exit");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a command", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
