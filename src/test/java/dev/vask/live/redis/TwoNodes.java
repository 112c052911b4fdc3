package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.support.RedisProcess;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes that are one service, on a Redis that is there all the time. */
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

    /** How long either may be out of touch before the other takes it for dead. */
    Duration lease() {
        return ClusterNode.LEASE;
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }
}
