package dev.vask.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The built jar as a standalone server. Each start is a new process.
 *
 * @param commandPrefix goes before the {@code java} command, for example {@code taskset -c 0}
 * @param jvmFlags      flags of the server's JVM
 * @param environment   additional environment variables of the server
 * @param log           the file that the server's output is appended to
 */
record VaskJar(Path jar, List<String> commandPrefix, List<String> jvmFlags, Map<String, String> environment, Path log)
        implements SystemUnderTest {

    static final String APP = "bench";
    static final String SECRET = "bench-secret";
    static final String ADMIN_TOKEN = "the-operator-of-the-benchmarks";

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
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.launch(command(), port, environment(port, settings), log);
        process.awaitConnection(APP, () -> whileStarting.accept(port));
        return new Server(name, process.address(), APP, APP, SECRET, process.stats(), process::stop);
    }

    /** Starts a server that accepts no WebSockets, and waits until it is ready. */
    Server startForBackends(String name, Map<String, String> settings) {
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.launch(command(), port, environment(port, settings), log);
        process.awaitReady();
        return new Server(name, process.address(), APP, APP, SECRET, process.stats(), process::stop);
    }

    @Override
    public Cluster startCluster(int edges) {
        Stores stores = Stores.start();
        Server api = new VaskClusterNode(this, stores, false).start();
        VaskEdgeNode edge = new VaskEdgeNode(this, stores, api);
        return new Cluster(api, Stream.generate(edge::start).limit(edges).toList(), stores.redis(), stores);
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
                jar, commandPrefix, jvmFlags.stream().map(replaceCache).toList(), environment, log);
    }

    /** The same jar without an AOT cache. */
    VaskJar withoutAotCache() {
        return new VaskJar(
                jar,
                commandPrefix,
                jvmFlags.stream()
                        .filter(flag -> !flag.startsWith("-XX:AOTCache="))
                        .toList(),
                environment,
                log);
    }

    /** The same jar with additional flags of its JVM. */
    VaskJar withJvmFlags(List<String> more) {
        List<String> all = new ArrayList<>(jvmFlags);
        all.addAll(more);
        return new VaskJar(jar, commandPrefix, all, environment, log);
    }

    /** The same jar with an additional environment variable. */
    VaskJar with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new VaskJar(jar, commandPrefix, jvmFlags, more, log);
    }

    private List<String> command() {
        if (!Files.isRegularFile(jar)) {
            throw new BenchException("%s does not exist. Run `make build`, or set SERVER_JAR.".formatted(jar));
        }
        List<String> command = new ArrayList<>(commandPrefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private Map<String, String> environment(int port, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
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
        all.putAll(settings);
        all.putAll(environment);
        return all;
    }
}
