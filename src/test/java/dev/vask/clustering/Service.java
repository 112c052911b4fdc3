package dev.vask.clustering;

import dev.vask.support.Cluster;
import dev.vask.support.VaskNode;
import dev.vask.support.RedisProcess;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestRedis;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The services that all tests of this package share, since each takes several processes. They end with the tests. */
final class Service {

    static final Duration LEASE = Duration.ofSeconds(3);
    static final Duration DRAIN = Duration.ofSeconds(3);

    private static final Map<String, String> SETTINGS =
            Map.of("vask.cluster.lease", LEASE.toSeconds() + "s", "vask.edge.drain", DRAIN.toSeconds() + "s");

    private Service() {}

    /** A service of one test's own, with further settings. */
    static Cluster on(String redis, TestDatabase database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        return new Cluster(redis, database, all);
    }

    /** One whose Redis is always there; to die or be told to end there are instances that a test starts itself. */
    static final class Steady {
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

        private Steady() {}
    }

    /** One whose Redis, and each instance's line to it, may fail. A test leaves it whole. */
    static final class Shaky {
        static final RedisProcess REDIS = RedisProcess.startPersistent();
        static final List<TcpProxy> LINES =
                Stream.generate(() -> TcpProxy.to(REDIS.port())).limit(3).toList();
        static final Cluster CLUSTER = new Cluster(REDIS.url(), SETTINGS);
        static final VaskNode EDGE;
        static final VaskNode ALL;
        static final VaskNode API;
        static final List<VaskNode> INSTANCES;

        static {
            List<String> roles = List.of("edge", "all", "api");
            INSTANCES = CLUSTER.start(
                    roles,
                    i -> Map.of(
                            "vask.redis.url",
                            "redis://127.0.0.1:" + LINES.get(i).port()));
            EDGE = INSTANCES.get(0);
            ALL = INSTANCES.get(1);
            API = INSTANCES.get(2);
        }

        private Shaky() {}
    }
}
