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

/** The running servers, one for each set of settings. The system property {@code vask.test.servers} selects the kind. */
final class SharedServers {

    static final String ADMIN_TOKEN = "the-operator-of-the-tests";

    private static final Map<Map<String, String>, Server> RUNNING = new ConcurrentHashMap<>();

    /** Servers start one at a time: a start uses all CPUs, so parallel starts would not be faster and would slow down running tests. */
    static final Semaphore START_PERMIT = new Semaphore(1, true);

    private SharedServers() {}

    static Server with(Map<String, String> settings) {
        return RUNNING.computeIfAbsent(Map.copyOf(settings), SharedServers::start);
    }

    private static Server start(Map<String, String> settings) {
        String kind = System.getProperty("vask.test.servers", "standalone");
        START_PERMIT.acquireUninterruptibly();
        try {
            return switch (kind) {
                case "standalone" -> new StandaloneServer(ServerProcess.start(settings));
                case "cluster" -> ClusterServer.with(settings);
                case "function" -> FunctionServer.with(settings);
                default ->
                    throw new IllegalArgumentException(
                            "vask.test.servers is '%s', but must be standalone, cluster or function".formatted(kind));
            };
        } finally {
            START_PERMIT.release();
        }
    }

    private record StandaloneServer(ServerProcess process) implements Server {

        @Override
        public URI api() {
            return URI.create("http://127.0.0.1:" + process.port());
        }

        @Override
        public URI management() {
            return process.management();
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

    /** A cluster: connections alternate between two nodes, and a third node serves the HTTP API and the admin API. */
    private record ClusterServer(VaskNode backend, List<VaskNode> edges, AtomicInteger nextEdge) implements Server {

        /** The first change of a node may take seconds where many nodes start at once. */
        private static final Cluster CLUSTER = new Cluster(TestRedis.url(), Map.of("vask.database.timeout", "30s"));

        /**
         * Other settings use one additional node. It shares the apps of the other nodes but not their live state: otherwise a
         * node with other limits could deliver its webhooks and count its rejections.
         */
        static ClusterServer with(Map<String, String> settings) {
            if (settings.isEmpty()) {
                List<VaskNode> nodes = CLUSTER.start("api", "edge", "all");
                return new ClusterServer(nodes.getFirst(), nodes.subList(1, nodes.size()), new AtomicInteger());
            }
            Map<String, String> nodeSettings = new HashMap<>(settings);
            nodeSettings.putIfAbsent("vask.cluster.prefix", "test-" + UUID.randomUUID());
            VaskNode node = CLUSTER.start("all", nodeSettings);
            return new ClusterServer(node, List.of(node), new AtomicInteger());
        }

        @Override
        public URI api() {
            return backend.api();
        }

        @Override
        public URI management() {
            return backend.management();
        }

        @Override
        public URI edge() {
            return edges.get(Math.floorMod(nextEdge.getAndIncrement(), edges.size()))
                    .edge();
        }

        @Override
        public boolean isOneProcess() {
            return false;
        }

        @Override
        public String log() {
            return nodes().stream().map(VaskNode::log).collect(Collectors.joining());
        }

        private List<VaskNode> nodes() {
            return Stream.concat(Stream.of(backend), edges.stream()).distinct().toList();
        }

        /** Waits until a change is effective on its nodes, as in one process. Nodes of other servers are not used by the same test. */
        @Override
        public Response admin(String method, String path, byte[] body) {
            Response response = backend.admin(method, path, body);
            if (!method.equals("GET") && (response.status() == 200 || response.status() == 204)) {
                Cluster.awaitChanges(backend, nodes());
            }
            return response;
        }
    }
}
