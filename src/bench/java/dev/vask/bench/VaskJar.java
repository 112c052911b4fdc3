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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/**
 * The built jar, each time as a new process.
 *
 * @param under what runs the JVM in its place, such as {@code taskset -c 0}
 * @param jvm   flags of its JVM
 */
record VaskJar(Path jar, List<String> under, List<String> jvm, Path log) implements Subject {

    static final String APP = "bench";
    static final String SECRET = "bench-secret";
    static final String ADMIN_TOKEN = "the-operator-of-the-benchmarks";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "vask";
    }

    @Override
    public Server start() {
        Map<String, String> settings =
                Map.of("VASK_APP_KEY", APP, "VASK_APP_SECRET", SECRET, "VASK_ADMIN_TOKEN", ADMIN_TOKEN);
        return start(name(), settings, port -> {});
    }

    /**
     * A server with further settings.
     *
     * @param meanwhile is done over and over with its port, until a socket is let in
     */
    Server start(String name, Map<String, String> settings, IntConsumer meanwhile) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Process process = launch(address.getPort(), settings);
        Thread atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        FirstSocket.await(address, APP, PATIENCE, () -> {
            if (!process.isAlive()) {
                throw new BenchFailure("the server ended with status %d; see %s".formatted(process.exitValue(), log));
            }
            meanwhile.accept(address.getPort());
        });
        return new Server(name, address, APP, APP, SECRET, new Accounts(process.pid()), () -> stop(process, atExit));
    }

    @Override
    public Optional<Server> limitedApp(Server server, int eventsPerSecond) {
        String url = "http://%s:%d/admin/v1/apps/limited"
                .formatted(server.address().getHostString(), server.address().getPort());
        String app = "{\"secret\":\"%s\",\"quotas\":{\"events_per_second\":%d}}".formatted(SECRET, eventsPerSecond);
        HttpRequest put = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofString(app))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(put, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new BenchFailure("no second app could be made: " + answer.body());
            }
        } catch (IOException e) {
            throw new BenchFailure("no second app could be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
        return Optional.of(new Server(name(), server.address(), "limited", "limited", SECRET, null, () -> {}));
    }

    /** The same, with the AOT cache that was made for a role in place of the one for all, if both are there. */
    VaskJar withCacheOf(String role) {
        UnaryOperator<String> exchange = flag -> {
            String other = flag.replaceFirst("^(-XX:AOTCache=.*)\\.aot$", "$1-%s.aot".formatted(role));
            return Files.isRegularFile(Path.of(other.substring(other.indexOf('=') + 1))) ? other : flag;
        };
        return new VaskJar(jar, under, jvm.stream().map(exchange).toList(), log);
    }

    private Process launch(int port, Map<String, String> settings) {
        if (!Files.isRegularFile(jar)) {
            throw new BenchFailure(
                    "there is no %s; `make build` makes it, SERVER_JAR=... names another".formatted(jar));
        }
        List<String> command = new ArrayList<>(under);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings);
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        Integer.toString(port),
                        "VASK_MANAGEMENT_PORT",
                        "0",
                        "VASK_ADMIN_PUBLIC",
                        "true",
                        "VASK_SHUTDOWN_DELAY",
                        "0s",
                        "VASK_EDGE_DRAIN",
                        "0s"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BenchFailure("the server did not start: " + e.getMessage(), e);
        }
    }

    private static void stop(Process process, Thread atExit) {
        process.destroyForcibly(); // nobody is left whom it should say good-bye to
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchFailure("no free port: " + e.getMessage(), e);
        }
    }
}
