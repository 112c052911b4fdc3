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

/** A process of the built program on free ports. It is stopped at the end of the tests. */
final class ServerProcess {

    /** The public port and the management port. */
    static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://[^:\\s]+:(\\d+).*Management interface listening on http://[^:\\s]+:(\\d+)");

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
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

    /** Starts a process and waits until it is ready. */
    static ServerProcess start(Map<String, String> settings) {
        return launch(settings).ready();
    }

    /** Starts a process and does not wait until it is {@link #ready}. */
    static ServerProcess launch(Map<String, String> settings) {
        return launch(command(settings));
    }

    /** Starts a process with default settings and these JVM options only, and does not wait until it is {@link #ready}. */
    static ServerProcess launch(Path jar, List<String> options) {
        return launch(jar(jar, options, definitions(Map.of())));
    }

    private static ServerProcess launch(List<String> command) {
        Path log = Path.of(
                "target", "server-%d-%d.log".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            return new ServerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("the server's process did not start", e);
        }
    }

    /** Waits until it is ready. Returns this process. */
    ServerProcess ready() {
        awaitPorts();
        awaitReadiness();
        return this;
    }

    /** Its public port on 127.0.0.1, when it is ready. */
    int port() {
        return port;
    }

    /** The base URL of its management port, when it is ready. */
    URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    void signal(Signal signal) {
        signal.send(process);
    }

    /** Waits until it exits. Returns its exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("did not exit");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a server to exit", e);
        }
    }

    /** Kills it if it is running. */
    void destroy() {
        process.destroyForcibly();
    }

    /** The command that starts a server. */
    static List<String> command(Map<String, String> settings) {
        return program(definitions(settings));
    }

    private static List<String> definitions(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.vertx.max-event-loop-execute-time", // threads wait for the CPU of a busy machine
                "30s",
                "quarkus.http.port",
                "0",
                "vask.management.port",
                "0",
                "vask.admin.token",
                SharedServers.ADMIN_TOKEN,
                "vask.shutdown.delay",
                "0s"));
        all.putAll(settings);
        String heap = all.remove(Server.HEAP);
        List<String> arguments = new ArrayList<>();
        arguments.add("-Xmx" + (heap == null ? "512m" : heap));
        all.forEach((name, value) -> arguments.add("-D%s=%s".formatted(name, value)));
        return arguments;
    }

    /** The command that runs the program with these JVM options and system properties, without arguments. */
    static List<String> program(List<String> definitions) {
        String binary = System.getProperty("vask.test.binary");
        return binary == null ? jar(definitions) : binary(Path.of(binary), definitions);
    }

    /** The command that users start. */
    static List<String> launcher() {
        String binary = System.getProperty("vask.test.binary");
        Path program = Path.of(binary == null ? "target/quarkus-app/vask" : binary);
        return List.of(built(program).toAbsolutePath().toString());
    }

    private static List<String> jar(List<String> definitions) {
        Path jar = built(Path.of(System.getProperty("vask.test.jar", "target/quarkus-app/quarkus-run.jar")));
        return jar(jar, StartCache.options(jar), definitions);
    }

    private static List<String> jar(Path jar, List<String> options, List<String> definitions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
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
            throw new IllegalStateException("%s does not exist; build it with ./mvnw package".formatted(program));
        }
        return program;
    }

    /** Whether an environment variable would change the server's settings. */
    static boolean isSetting(String variable) {
        return variable.equals("PORT") || variable.startsWith("VASK_") || variable.startsWith("QUARKUS_");
    }

    private void awaitPorts() {
        Instant end = Instant.now().plus(TIMEOUT);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher listening = LISTENING.matcher(log());
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
                managementPort = Integer.parseInt(listening.group(2));
                return;
            }
            sleep();
        }
        throw failure("did not log its ports");
    }

    private void awaitReadiness() {
        URI ready = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port));
        Instant end = Instant.now().plus(TIMEOUT);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            if (Http.request("GET", ready, new byte[0]).status() == 200) {
                return;
            }
            sleep();
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
                        TIMEOUT.toSeconds(),
                        state,
                        log,
                        String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()))));
    }

    /** Its log output. */
    String log() {
        try {
            return Files.exists(log) ? new String(Files.readAllBytes(log), UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + log, e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a server starts", e);
        }
    }
}
