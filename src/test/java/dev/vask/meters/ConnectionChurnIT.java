package dev.vask.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Gauges follow connections that are opened and closed in different ways. */
@Isolated("uses all CPUs, which delays other tests")
class ConnectionChurnIT {

    private static final int ROUNDS = 10;
    private static final int CONNECTIONS = 2_000;
    private static final int CONCURRENT = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Server server = Server.with(Map.of("vask.metrics.apps", "5"));
    private final TestApp app = server.app();

    @Test
    void gauges_return_to_zero_after_20_000_connections() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            PusherClient[] clients = new PusherClient[CONNECTIONS];
            forEach(i -> clients[i] = app.connect()
                    .subscribe("news")
                    .subscribe("more-news")
                    .unsubscribe("more-news")
                    .awaitProcessed());
            assertThat(gauge("vask_connections")).isEqualTo(CONNECTIONS);
            assertThat(gauge("vask_subscriptions")).isEqualTo(CONNECTIONS);
            forEach(i -> disconnect(clients[i], i));
            await().atMost(TIMEOUT).untilAsserted(() -> {
                assertThat(gauge("vask_connections")).isZero();
                assertThat(gauge("vask_subscriptions")).isZero();
            });
        }

        assertThat(gauge("vask_connections_opened_total")).isEqualTo(ROUNDS * CONNECTIONS);
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(app.backend().get("/channels").body()).isEqualTo("{\"channels\":{}}"));
    }

    private long gauge(String name) {
        return MetricsScrape.of(server).of(name, app.key());
    }

    /** With a close frame, without one, or after an incomplete exchange. */
    private static void disconnect(PusherClient client, int number) {
        switch (number % 3) {
            case 0 -> client.close();
            case 1 -> client.abort();
            default -> {
                client.send("pusher:subscribe", Map.of("channel", "late"));
                client.abort();
            }
        }
    }

    private static void forEach(IntConsumer action) throws Exception {
        Semaphore permits = new Semaphore(CONCURRENT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, CONNECTIONS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        permits.acquireUninterruptibly();
                        try {
                            action.accept(i);
                        } finally {
                            permits.release();
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
    }
}
