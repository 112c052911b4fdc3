package dev.vask.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * soketi, started by the benchmark, without limits of its own. Each start is a new process.
 *
 * @param directory where npm has installed it
 * @param log       the file that its output is appended to
 */
record SoketiServer(Path directory, Path log) implements SystemUnderTest {

    private static final String APP = "bench";
    private static final String SECRET = "bench-secret";
    private static final String MAIN = "node_modules/@soketi/soketi/bin/server.js";

    @Override
    public String name() {
        return "soketi";
    }

    @Override
    public Server start() {
        return start(name(), Map.of());
    }

    private Server start(String name, Map<String, String> more) {
        Path main = directory.resolve(MAIN);
        if (!Files.isRegularFile(main)) {
            throw new BenchException("%s does not exist. Run `make bench-peers`.".formatted(main));
        }
        int port = ServerProcess.freePort();
        Map<String, String> environment = new HashMap<>(Map.of(
                "SOKETI_HOST",
                "127.0.0.1",
                "SOKETI_PORT",
                Integer.toString(port),
                "SOKETI_DEFAULT_APP_ID",
                APP,
                "SOKETI_DEFAULT_APP_KEY",
                APP,
                "SOKETI_DEFAULT_APP_SECRET",
                SECRET,
                "SOKETI_METRICS_SERVER_PORT",
                Integer.toString(ServerProcess.freePort())));
        environment.putAll(more);
        ServerProcess process = ServerProcess.launch(List.of("node", main.toString(), "start"), port, environment, log);
        process.awaitConnection(APP, () -> {});
        return new Server(name, process.address(), APP, APP, SECRET, process.stats(), process::stop);
    }

    /** Nodes with the Redis adapter. All nodes of soketi are alike. */
    @Override
    public Cluster startCluster(int edges) {
        BenchRedis redis = BenchRedis.start();
        Map<String, String> settings = Map.of(
                "SOKETI_ADAPTER_DRIVER",
                "redis",
                "SOKETI_DB_REDIS_HOST",
                "127.0.0.1",
                "SOKETI_DB_REDIS_PORT",
                Integer.toString(redis.port()));
        Server api = start("publishing node", settings);
        return new Cluster(
                api, Stream.generate(() -> start("edge", settings)).limit(edges).toList(), redis, redis);
    }
}
