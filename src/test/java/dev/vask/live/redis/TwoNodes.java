package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.support.RedisProcess;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes of a cluster, on a Redis that keeps running. */
abstract class TwoNodes {

    static final RedisProcess REDIS = RedisProcess.start();

    final String prefix = "test-" + UUID.randomUUID();
    final App app = ClusterNode.app();
    ClusterNode node;
    ClusterNode other;

    @BeforeEach
    void join() {
        node = ClusterNode.of(REDIS, prefix, lease());
        other = ClusterNode.of(REDIS, prefix, lease());
    }

    /** The lease of both nodes. */
    Duration lease() {
        return ClusterNode.LEASE;
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }
}
