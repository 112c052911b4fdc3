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
 * The built jar as a standalone server. Each start is a new process.
 *
 * @param commandPrefix goes before the {@code java} command, for example {@code taskset -c 0}
 * @param jvmFlags      flags of the server's JVM
 * @param log           the file that the server's output is appended to
 */
record VaskJar(Path jar, List<String> commandPrefix, List<String> jvmFlags, Path log) implements SystemUnderTest {

    static final String APP = "bench";
    static final String SECRET = "bench-secret";
    static final String ADMIN_TOKEN = "the-operator-of-the-benchmarks";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

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
     * Starts a server with additional environment variables, and waits for the first connection.
     *
     * @param whileStarting called repeatedly with the port until the first connection is established
     */
    Server start(String name, Map<String, String> settings, IntConsumer whileStarting) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Process process = launch(address.getPort(), settings);
        Thread shutdownHook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        FirstConnection.await(address, APP, TIMEOUT, () -> {
            if (!process.isAlive()) {
                throw new BenchException(
                        "The server exited with status %d. See %s".formatted(process.exitValue(), log));
            }
            whileStarting.accept(address.getPort());
        });
        return new Server(
                name, address, APP, APP, SECRET, new ProcessStats(process.pid()), () -> stop(process, shutdownHook));
    }

    @Override
    public Optional<Server> createLimitedApp(Server server, int eventsPerSecond) {
        String url = "http://%s:%d/admin/v1/apps/limited"
                .formatted(server.address().getHostString(), server.address().getPort());
        String app = "{\"secret\":\"%s\",\"quotas\":{\"events_per_second\":%d}}".formatted(SECRET, eventsPerSecond);
        HttpRequest put = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofString(app))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(put, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                throw new BenchException("Could not create the limited app: " + response.body());
            }
        } catch (IOException e) {
            throw new BenchException("Could not create the limited app: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        return Optional.of(new Server(name(), server.address(), "limited", "limited", SECRET, null, () -> {}));
    }

    /** The same jar with the AOT cache of a role instead of the one for all roles, if it exists. */
    VaskJar withAotCacheFor(String role) {
        UnaryOperator<String> replaceCache = flag -> {
            String roleCache = flag.replaceFirst("^(-XX:AOTCache=.*)\\.aot$", "$1-%s.aot".formatted(role));
            return Files.isRegularFile(Path.of(roleCache.substring(roleCache.indexOf('=') + 1))) ? roleCache : flag;
        };
        return new VaskJar(
                jar, commandPrefix, jvmFlags.stream().map(replaceCache).toList(), log);
    }

    private Process launch(int port, Map<String, String> settings) {
        if (!Files.isRegularFile(jar)) {
            throw new BenchException("%s does not exist. Run `make build`, or set SERVER_JAR.".formatted(jar));
        }
        List<String> command = new ArrayList<>(commandPrefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings);
        builder.environment().putAll(Map.of("PORT", Integer.toString(port), "VASK_EDGE_DRAIN", "0s"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BenchException("Could not start the server: " + e.getMessage(), e);
        }
    }

    private static void stop(Process process, Thread shutdownHook) {
        process.destroyForcibly(); // no client is connected, so no clean stop is needed
        try {
            process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("No free port: " + e.getMessage(), e);
        }
    }
}
