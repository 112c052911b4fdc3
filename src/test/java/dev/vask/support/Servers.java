package dev.vask.support;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The servers that run, one for each set of settings; the system property {@code vask.test.servers} says of which kind. */
final class Servers {

    static final String ADMIN_TOKEN = "the-operator-of-the-tests";

    private static final Map<Map<String, String>, Server> RUNNING = new ConcurrentHashMap<>();

    /** To start is all work and no waiting: more at once would start no sooner, and keep those that run from answering. */
    static final Semaphore STARTING = new Semaphore(1, true);

    static {
        Awaitility.setDefaultTimeout(Http.PATIENCE);
    }

    private Servers() {}

    static Server with(Map<String, String> settings) {
        return RUNNING.computeIfAbsent(Map.copyOf(settings), Servers::start);
    }

    private static Server start(Map<String, String> settings) {
        String kind = System.getProperty("vask.test.servers", "standalone");
        STARTING.acquireUninterruptibly();
        try {
            return switch (kind) {
                case "standalone" -> new OneProcess(ServerProcess.start(settings));
                case "cluster" -> ManyProcesses.with(settings);
                default ->
                    throw new IllegalArgumentException(
                            "vask.test.servers is '%s', but must be standalone or cluster".formatted(kind));
            };
        } finally {
            STARTING.release();
        }
    }

    private record OneProcess(ServerProcess process) implements Server {

        @Override
        public URI api() {
            return URI.create("http://127.0.0.1:" + process.port());
        }

        @Override
        public URI edge() {
            return URI.create("ws://127.0.0.1:" + process.port());
        }

        @Override
        public String log() {
            return process.log();
        }
    }

    /** Clients take turns between two instances, and a third is for backends and operators. */
    private record ManyProcesses(Instance backend, List<Instance> edges, AtomicInteger turn) implements Server {

        /** The first change of a node may take seconds where many nodes start at once. */
        private static final Cluster CLUSTER = new Cluster(TestRedis.url(), Map.of("vask.database.timeout", "30s"));

        /**
         * Settings of their own get one instance more. It shares the apps of the others but not their live state: otherwise a
         * node with other limits could deliver its webhooks and count what the test looks for.
         */
        static ManyProcesses with(Map<String, String> settings) {
            if (settings.isEmpty()) {
                List<Instance> all = CLUSTER.start("api", "edge", "all");
                return new ManyProcesses(all.getFirst(), all.subList(1, all.size()), new AtomicInteger());
            }
            Map<String, String> all = new HashMap<>(settings);
            all.putIfAbsent("vask.cluster.prefix", "test-" + UUID.randomUUID());
            Instance only = CLUSTER.start("all", all);
            return new ManyProcesses(only, List.of(only), new AtomicInteger());
        }

        @Override
        public URI api() {
            return backend.api();
        }

        @Override
        public URI edge() {
            return edges.get(Math.floorMod(turn.getAndIncrement(), edges.size()))
                    .edge();
        }

        @Override
        public boolean isOneProcess() {
            return false;
        }

        @Override
        public String log() {
            return Stream.concat(Stream.of(backend), edges.stream())
                    .distinct()
                    .map(Instance::log)
                    .collect(Collectors.joining());
        }

        /** What was changed is live everywhere when this returns, as it is in one process. */
        @Override
        public Response admin(String method, String path, byte[] body) {
            Response answer = backend.admin(method, path, body);
            if (!method.equals("GET") && (answer.status() == 200 || answer.status() == 204)) {
                backend.awaitChanges();
            }
            return answer;
        }
    }
}
