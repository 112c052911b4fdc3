package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar as a process of its own, on free ports, stopped when the tests end. */
final class ServerProcess {

    /** The public port and the management port. */
    static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://[^:\\s]+:(\\d+).*Management interface listening on http://[^:\\s]+:(\\d+)");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final Path log;
    private int port;
    private int managementPort;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** A process that is ready. */
    static ServerProcess start(Map<String, String> settings) {
        return launch(settings).ready();
    }

    /** A process that may still be on its way to {@link #ready}. */
    static ServerProcess launch(Map<String, String> settings) {
        Path log = Path.of(
                "target", "server-%d-%d.log".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command(settings))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            return new ServerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("the server's process did not start", e);
        }
    }

    /** This process, which is ready or soon is. */
    ServerProcess ready() {
        awaitPorts();
        awaitReadiness();
        return this;
    }

    /** Where it listens, on 127.0.0.1, once it is ready. */
    int port() {
        return port;
    }

    /** Where it answers operators, once it is ready. */
    URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    void signal(Signal signal) {
        signal.send(process);
    }

    /** Waits until it ends, and returns its status. */
    int ends() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a server ends", e);
        }
    }

    /** Ends it at once, if it still runs. */
    void destroy() {
        process.destroyForcibly();
    }

    /** The command that starts one. */
    static List<String> command(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.http.port",
                "0",
                "vask.management.port",
                "0",
                "vask.admin.token",
                Servers.ADMIN_TOKEN,
                "vask.shutdown.delay",
                "0s"));
        all.putAll(settings);
        String heap = all.remove(Server.HEAP);
        List<String> arguments = new ArrayList<>();
        arguments.add("-Xmx" + (heap == null ? "512m" : heap));
        all.forEach((name, value) -> arguments.add("-D%s=%s".formatted(name, value)));
        return program(arguments);
    }

    /** The command that runs the program with these definitions of properties and options, before any arguments. */
    static List<String> program(List<String> definitions) {
        String binary = System.getProperty("vask.test.binary");
        return binary == null ? jar(definitions) : binary(Path.of(binary), definitions);
    }

    private static List<String> jar(List<String> definitions) {
        Path jar = built(Path.of(System.getProperty("vask.test.jar", "target/quarkus-app/quarkus-run.jar")));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(definitions);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static List<String> binary(Path binary, List<String> definitions) {
        List<String> command = new ArrayList<>();
        command.add(built(binary).toAbsolutePath().toString());
        command.addAll(definitions);
        return command;
    }

    private static Path built(Path program) {
        if (!Files.exists(program)) {
            throw new IllegalStateException("there is no %s; build it with ./mvnw package".formatted(program));
        }
        return program;
    }

    /** Whether an environment variable would change the server's settings. */
    static boolean isSetting(String variable) {
        return variable.equals("PORT") || variable.startsWith("VASK_") || variable.startsWith("QUARKUS_");
    }

    private void awaitPorts() {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher listening = LISTENING.matcher(log());
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
                managementPort = Integer.parseInt(listening.group(2));
                return;
            }
            pause();
        }
        throw failure("named no port to listen on");
    }

    private void awaitReadiness() {
        URI ready = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port));
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            if (Http.request("GET", ready, new byte[0]).status() == 200) {
                return;
            }
            pause();
        }
        throw failure("was not ready");
    }

    private IllegalStateException failure(String what) {
        String state = process.isAlive() ? "still running" : "ended with status " + process.exitValue();
        process.destroy();
        List<String> lines = log().lines().toList();
        return new IllegalStateException("the server %s within %d s (%s); the end of %s:%n%s"
                .formatted(
                        what,
                        PATIENCE.toSeconds(),
                        state,
                        log,
                        String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()))));
    }

    /** All that it printed up to now. */
    String log() {
        try {
            return Files.exists(log) ? new String(Files.readAllBytes(log), UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + log, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a server starts", e);
        }
    }
}
