package dev.vask.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the benchmark starts, and ends at the latest when the benchmark ends. */
record ServerProcess(Process process, InetSocketAddress address, Thread shutdownHook, Path log) {

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int READY_INTERVAL_MS = 5;

    /**
     * Starts a process.
     *
     * @param port        the port that it will listen on
     * @param environment added to the environment of this process, without its settings of Vask
     * @param log         the file that its output is appended to
     */
    static ServerProcess launch(List<String> command, int port, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Thread shutdownHook = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(shutdownHook);
            return new ServerProcess(
                    process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), shutdownHook, log);
        } catch (IOException e) {
            throw new BenchException("Could not start %s: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("No free port: " + e.getMessage(), e);
        }
    }

    /** Waits for the first connection. */
    void awaitConnection(String key, Runnable beforeRetry) {
        FirstConnection.await(address, key, TIMEOUT, () -> {
            checkAlive();
            beforeRetry.run();
        });
    }

    /** Waits until Vask is ready. */
    void awaitReady() {
        URI ready = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(address.getPort()));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isOk(client, HttpRequest.newBuilder(ready).build())) {
                checkAlive();
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchException("The server is not ready after %s. See %s".formatted(TIMEOUT, log));
                }
                Thread.sleep(READY_INTERVAL_MS);
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    private static boolean isOk(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // the server does not accept requests yet
        }
    }

    private void checkAlive() {
        if (!process.isAlive()) {
            throw new BenchException("The server exited with status %d. See %s".formatted(process.exitValue(), log));
        }
    }

    ProcessStats stats() {
        return new ProcessStats(process.pid());
    }

    /** Stops the process by force: what the clients wait for is measured before. */
    void stop() {
        process.destroyForcibly();
        try {
            process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }
}
