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

/** A Redis of the tests' own, on a port that it keeps over restarts; it stands still, dies and comes back as told. */
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

    /** Starts one with further settings, such as {@code --maxmemory-policy allkeys-lru}, one word each. */
    public static RedisProcess start(String... settings) {
        return new RedisProcess(List.of(settings));
    }

    /** Starts one that keeps what it was told, and has it again after it died. */
    public static RedisProcess startPersistent() {
        return start("--appendonly", "yes");
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Dies without a word. */
    public void kill() {
        Signal.KILL.send(process);
        ends();
    }

    /** Comes back, with what it kept. */
    public void restart() {
        process = launch();
    }

    /** Comes back without anything. */
    public void restartEmpty() {
        removeFiles();
        process = launch();
    }

    /** Stands still: takes connections, but never answers. */
    public void pause() {
        Signal.STOP.send(process);
    }

    /** Goes on after a {@link #pause}. */
    public void resume() {
        Signal.CONT.send(process);
    }

    /** Carries out one command of plain words, and gives the answer as Redis sends it. */
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
            ends();
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
            await("Redis answers")
                    .atMost(Http.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        if (!launched.isAlive()) {
                            throw new IllegalStateException("Redis ended: " + Files.readString(folder.resolve("log")));
                        }
                        return answers();
                    });
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try {
            String answer = command("PING");
            return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void ends() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while Redis ends", e);
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

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
