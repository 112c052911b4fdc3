package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Cluster;
import dev.vask.support.Server;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Nodes with the role api are replaced one after the other, behind a load balancer that checks their readiness. They use the default
 * lease, so that a busy machine does not exceed it.
 */
class RollingRestartIT {

    private static final int BACKENDS = 2;
    private static final Map<String, String> DELAY = Map.of("vask.shutdown.delay", "3s");

    private final AtomicInteger responses = new AtomicInteger();
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
                    .on(new ProxiedNodes(proxy.url(), before.getFirst()))
                    .backend();
            for (int i = 0; i < BACKENDS; i++) {
                load.repeat(number -> publish(backend));
            }
            for (VaskNode old : before) {
                awaitMoreResponses();
                old.terminate();
                await("the load balancer has removed the node").until(() -> !proxy.uses(old));
                old.awaitExit();
                awaitMoreResponses();
                proxy.add(cluster.start("api", Map.of()));
            }
            awaitMoreResponses();

            assertThat(failures).isEmpty();
        }
    }

    private void publish(Backend backend) {
        try {
            backend.publish("news", "n", "");
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
        responses.incrementAndGet();
    }

    private void awaitMoreResponses() {
        int before = responses.get();
        await().until(() -> responses.get() > before + 10 * BACKENDS);
    }

    /** The nodes behind the load balancer as one server. */
    private record ProxiedNodes(URI api, Server any) implements Server {

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
