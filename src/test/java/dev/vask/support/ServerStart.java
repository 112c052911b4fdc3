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

/** A start of the server, for tests of the start itself: what it prints, and how it ends. */
public final class ServerStart implements AutoCloseable {

    private final Process process;
    private final Path output;
    private final AtomicBoolean starting = new AtomicBoolean(true);

    private ServerStart(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts the server with these settings and options of its JVM when no other starts, and does not wait for it. It starts until
     * it prints what was waited for, or ends.
     */
    public static ServerStart with(Map<String, String> settings, String... options) {
        Servers.STARTING.acquireUninterruptibly();
        try {
            Path output = Files.createTempFile("server-start", ".log");
            output.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(ServerProcess.command(settings));
            command.addAll(1, List.of(options));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            return new ServerStart(builder.start(), output);
        } catch (IOException e) {
            Servers.STARTING.release();
            throw new UncheckedIOException("the server's process did not start", e);
        }
    }

    private void startsNoMore() {
        if (starting.getAndSet(false)) {
            Servers.STARTING.release();
        }
    }

    /** Waits until it prints something that the pattern describes. */
    public MatchResult prints(Pattern pattern) {
        try {
            return await("printed: " + pattern)
                    .atMost(Http.PATIENCE.multipliedBy(2))
                    .until(() -> pattern.matcher(printed()).results().findFirst(), found -> found.isPresent())
                    .orElseThrow();
        } finally {
            startsNoMore();
        }
    }

    /** The server, once it listens. */
    public Server listens() {
        MatchResult ports = prints(ServerProcess.LISTENING);
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

    /** Waits until it ends, and returns its status. */
    public int ends() {
        try {
            if (!process.waitFor(2 * Http.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server did not end; it printed: " + printed());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a server ends", e);
        } finally {
            startsNoMore();
        }
    }

    /** All that it printed up to now. */
    public String printed() {
        try {
            return new String(Files.readAllBytes(output), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + output, e);
        }
    }

    /** Stops it, and waits until it has ended. */
    @Override
    public void close() {
        process.destroy();
        ends();
    }
}
