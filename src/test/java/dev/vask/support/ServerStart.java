package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A start of the server, for tests of the start: its output and its exit code. */
public final class ServerStart implements AutoCloseable {

    private final Process process;
    private final Path outputFile;
    private final AtomicBoolean starting = new AtomicBoolean(true);

    private ServerStart(Process process, Path outputFile) {
        this.process = process;
        this.outputFile = outputFile;
    }

    /**
     * Starts the server with these settings and JVM options and does not wait for it. Servers start one at a time: the next one
     * starts after the first {@link #awaitOutput} or {@link #awaitExit} of this one.
     */
    public static ServerStart with(Map<String, String> settings, String... options) {
        SharedServers.START_PERMIT.acquireUninterruptibly();
        try {
            Path outputFile = Files.createTempFile("server-start", ".log");
            outputFile.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(ServerProcess.command(settings));
            command.addAll(1, List.of(options));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(outputFile.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            return new ServerStart(builder.start(), outputFile);
        } catch (IOException e) {
            SharedServers.START_PERMIT.release();
            throw new UncheckedIOException("the server's process did not start", e);
        }
    }

    /**
     * Starts the built program as its users do: through the launcher, or the native executable, with these environment variables in this
     * working directory, and free ports. Does not wait for it.
     */
    public static ServerStart in(Path directory, Map<String, String> environment) {
        SharedServers.START_PERMIT.acquireUninterruptibly();
        try {
            Path outputFile = Files.createTempFile("server-start", ".log");
            outputFile.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(ServerProcess.launcher())
                    .directory(directory.toFile())
                    .redirectError(errorsOf(outputFile).toFile())
                    .redirectOutput(outputFile.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            builder.environment()
                    .putAll(Map.of(
                            "PORT", "0",
                            "VASK_MANAGEMENT_PORT", "0",
                            "QUARKUS_HTTP_HOST", "127.0.0.1",
                            "JAVA_HOME", System.getProperty("java.home"),
                            "JVM_OPTIONS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
            builder.environment().putAll(environment);
            return new ServerStart(builder.start(), outputFile);
        } catch (IOException e) {
            SharedServers.START_PERMIT.release();
            throw new UncheckedIOException("the server's process did not start", e);
        }
    }

    private static Path errorsOf(Path outputFile) {
        return Path.of(outputFile + ".err");
    }

    /** Its standard error output, if it was started {@link #in} a directory. */
    public String errors() {
        try {
            return Files.readString(errorsOf(outputFile));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the errors of " + outputFile, e);
        }
    }

    private void releaseStartPermit() {
        if (starting.getAndSet(false)) {
            SharedServers.START_PERMIT.release();
        }
    }

    /** Waits until its output contains a match of the pattern. */
    public MatchResult awaitOutput(Pattern pattern) {
        try {
            return await("output: " + pattern)
                    .atMost(Http.TIMEOUT.multipliedBy(2))
                    .until(() -> pattern.matcher(output()).results().findFirst(), found -> found.isPresent())
                    .orElseThrow();
        } finally {
            releaseStartPermit();
        }
    }

    /** Waits until it listens. Returns the server. */
    public Server awaitListening() {
        MatchResult ports = awaitOutput(ServerProcess.LISTENING);
        return new Listening(this, ports.group(1), ports.group(2));
    }

    private record Listening(ServerStart start, String port, String managementPort) implements Server {

        @Override
        public URI api() {
            return URI.create("http://127.0.0.1:" + port);
        }

        @Override
        public URI management() {
            return URI.create("http://127.0.0.1:" + managementPort);
        }

        @Override
        public URI edge() {
            return URI.create("ws://127.0.0.1:" + port);
        }

        @Override
        public String log() {
            return start.output();
        }
    }

    /** Waits until it exits. Returns its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server did not exit; its output: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a server to exit", e);
        } finally {
            releaseStartPermit();
        }
    }

    /** Its output. */
    public String output() {
        try {
            return new String(Files.readAllBytes(outputFile), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + outputFile, e);
        }
    }

    /** Stops it and waits until it has exited. */
    @Override
    public void close() {
        process.destroy();
        awaitExit();
    }
}
