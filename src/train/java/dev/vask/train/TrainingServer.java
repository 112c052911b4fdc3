package dev.vask.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process for the training, on free ports. */
final class TrainingServer implements AutoCloseable {

    static final String KEY = "train";
    static final String SECRET = "train-secret";
    static final String ADMIN_TOKEN = "the-operator-of-the-training";

    private static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://[^:\\s]+:(\\d+).*Management interface listening on http://[^:\\s]+:(\\d+)");
    private static final int STOP_TIMEOUT_SECONDS = 120;

    private final Process process;
    private final int port;
    private final int managementPort;

    private TrainingServer(Process process, MatchResult ports) {
        this.process = process;
        this.port = Integer.parseInt(ports.group(1));
        this.managementPort = Integer.parseInt(ports.group(2));
    }

    static TrainingServer start(List<String> command, String role, Stores stores) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("VASK_") || it.startsWith("QUARKUS_"));
        builder.environment().put("PORT", "0");
        builder.environment().put("VASK_MANAGEMENT_PORT", "0");
        builder.environment().putAll(stores.settings());
        builder.environment().put("VASK_ADMIN_TOKEN", ADMIN_TOKEN);
        builder.environment().put("VASK_SHUTDOWN_DELAY", "0s");
        builder.environment().put("VASK_EDGE_DRAIN", "0s");
        builder.environment().put("VASK_ROLE", role);
        Process process = builder.start();
        return new TrainingServer(process, awaitListening(process));
    }

    /** Reads the log until it contains the ports. Errors that are logged later go to stderr. */
    private static MatchResult awaitListening(Process process) throws IOException {
        StringBuilder log = new StringBuilder();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.append(line).append('\n');
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                Thread.ofVirtual().start(() -> output.lines()
                        .filter(it -> it.contains("ERROR"))
                        .forEach(System.err::println));
                return matcher.toMatchResult();
            }
        }
        throw new IllegalStateException("The server did not start:\n" + log);
    }

    URI http() {
        return URI.create("http://127.0.0.1:" + port);
    }

    URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    URI webSocket() {
        return URI.create("ws://127.0.0.1:%d/app/%s?protocol=7&client=train&version=1".formatted(port, KEY));
    }

    /** Stops the server with SIGTERM, and waits until its JVM has written the cache. */
    @Override
    public void close() {
        process.toHandle().destroy(); // unlike Process.destroy(), this keeps the output streams open
        try {
            process.onExit().get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("The server did not stop within %d s".formatted(STOP_TIMEOUT_SECONDS), e);
        }
    }
}
