package dev.vask.clustering;

import dev.vask.support.Cluster;
import dev.vask.support.RedisProcess;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The clusters that all tests of this package share. They are stopped at the end of the tests. */
final class SharedClusters {

    static final Duration LEASE = Duration.ofSeconds(3);
    static final Duration DRAIN = Duration.ofSeconds(3);

    private static final Map<String, String> SETTINGS =
            Map.of("vask.cluster.lease", LEASE.toSeconds() + "s", "vask.edge.drain", DRAIN.toSeconds() + "s");

    private SharedClusters() {}

    /** Creates a cluster for one test, with additional settings. */
    static Cluster create(String redis, TestDatabase database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        return new Cluster(redis, database, all);
    }

    /** A cluster whose Redis is always available. Tests start additional nodes to kill or terminate them. */
    static final class Stable {
        static final Cluster CLUSTER = new Cluster(TestRedis.url(), SETTINGS);
        static final VaskNode EDGE;
        static final VaskNode ALL;
        static final VaskNode API;

        static {
            List<VaskNode> started = CLUSTER.start("edge", "all", "api");
            EDGE = started.get(0);
            ALL = started.get(1);
            API = started.get(2);
        }

        private Stable() {}
    }

    /** A cluster whose Redis and connections to Redis may fail. A test restores them at its end. */
    static final class Unreliable {
        static final RedisProcess REDIS = RedisProcess.startPersistent();
        static final List<TcpProxy> PROXIES =
                Stream.generate(() -> TcpProxy.to(REDIS.port())).limit(3).toList();
        static final Cluster CLUSTER = new Cluster(REDIS.url(), SETTINGS);
        static final VaskNode EDGE;
        static final VaskNode ALL;
        static final VaskNode API;
        static final List<VaskNode> NODES;

        static {
            List<String> roles = List.of("edge", "all", "api");
            NODES = CLUSTER.start(
                    roles,
                    i -> Map.of(
                            "vask.redis.url",
                            "redis://127.0.0.1:" + PROXIES.get(i).port()));
            EDGE = NODES.get(0);
            ALL = NODES.get(1);
            API = NODES.get(2);
        }

        private Unreliable() {}
    }
}
