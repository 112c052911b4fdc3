package dev.vask.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Redis for tests, which can be paused, killed and restarted. It keeps its port. */
public final class RedisProcess implements AutoCloseable {

    private final int port = freePort();
    private final Path folder;
    private final List<String> settings;
    private Process process;

    private RedisProcess(List<String> settings) {
        this.settings = settings;
        try {
            folder = Files.createTempDirectory("redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts Redis with additional arguments, for example {@code --maxmemory-policy}, {@code allkeys-lru}. */
    public static RedisProcess start(String... settings) {
        return new RedisProcess(List.of(settings));
    }

    /** Starts Redis with persistence: the data is kept over restarts. */
    public static RedisProcess startPersistent() {
        return start("--appendonly", "yes");
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Kills it with SIGKILL. */
    public void kill() {
        Signal.KILL.send(process);
        awaitExit();
    }

    /** Starts it again with its persisted data. */
    public void restart() {
        process = launch();
    }

    /** Starts it again without data. */
    public void restartEmpty() {
        removeFiles();
        process = launch();
    }

    /** Pauses it with SIGSTOP: the kernel accepts connections, but commands get no response. */
    public void pause() {
        Signal.STOP.send(process);
    }

    /** Resumes it after a {@link #pause}. */
    public void resume() {
        Signal.CONT.send(process);
    }

    /** Runs one inline command. Returns the raw response. */
    public String command(String... words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((String.join(" ", words) + "\r\nQUIT\r\n").getBytes());
            return new String(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitExit();
        }
        removeFiles();
    }

    private Process launch() {
        try {
            List<String> command = new ArrayList<>(List.of(
                    RedisBinary.FILE.toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    folder.toString(),
                    "--save",
                    "",
                    "--logfile",
                    folder.resolve("log").toString()));
            command.addAll(settings);
            Process launched = new ProcessBuilder(command).start();
            await("Redis responds")
                    .atMost(Http.TIMEOUT)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        if (!launched.isAlive()) {
                            throw new IllegalStateException(
                                    "Redis has exited: " + Files.readString(folder.resolve("log")));
                        }
                        return isResponding();
                    });
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isResponding() {
        try {
            String response = command("PING");
            return response.startsWith("+PONG") || response.startsWith("-NOAUTH");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void awaitExit() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for Redis to exit", e);
        }
    }

    private void removeFiles() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
