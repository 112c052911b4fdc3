package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.Cluster;
import dev.vask.support.VaskNode;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Server;
import dev.vask.support.TestRedis;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Instances of the api that are replaced one after the other, behind a load balancer that follows their readiness. Their lease is the
 * default one, with which a busy machine does not take Redis for gone.
 */
class RollingRestartIT {

    private static final int BACKENDS = 2;
    private static final Map<String, String> DELAY = Map.of("vask.shutdown.delay", "3s");

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void no_request_fails() {
        try (Cluster cluster = new Cluster(TestRedis.url(), DELAY);
                ReadinessProxy proxy = new ReadinessProxy();
                BackgroundTasks load = new BackgroundTasks()) {
            List<VaskNode> before = cluster.start("api", "api");
            before.forEach(proxy::add);
            Backend backend = before.getFirst()
                    .app()
                    .on(new Behind(proxy.url(), before.getFirst()))
                    .backend();
            for (int i = 0; i < BACKENDS; i++) {
                load.repeat(number -> publish(backend));
            }
            for (VaskNode old : before) {
                moreIsAnswered();
                old.terminate();
                await("the load balancer has noticed").until(() -> !proxy.uses(old));
                old.awaitExit();
                moreIsAnswered();
                proxy.add(cluster.start("api", Map.of()));
            }
            moreIsAnswered();

            assertThat(failures).isEmpty();
        }
    }

    private void publish(Backend backend) {
        try {
            backend.publish("news", "n", "");
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
        answered.incrementAndGet();
    }

    private void moreIsAnswered() {
        int before = answered.get();
        await().until(() -> answered.get() > before + 10 * BACKENDS);
    }

    /** The instances behind the load balancer, as one server. */
    private record Behind(URI api, Server any) implements Server {

        @Override
        public URI management() {
            return any.management();
        }

        @Override
        public URI edge() {
            return any.edge();
        }

        @Override
        public String log() {
            return any.log();
        }
    }
}
