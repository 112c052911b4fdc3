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

/** Gauges that go up and down with what there is, however it goes. */
@Isolated("it takes all of the machine, and what others wait for would come too late")
class ChurnIT {

    private static final int ROUNDS = 10;
    private static final int SOCKETS = 2_000;
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Server server = Server.with(Map.of("vask.metrics.apps", "5"));
    private final TestApp app = server.app();

    @Test
    void after_twenty_thousand_have_come_and_gone_the_gauges_are_at_zero_again() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            PusherClient[] crowd = new PusherClient[SOCKETS];
            forEach(i -> crowd[i] = app.connect()
                    .subscribe("news")
                    .subscribe("more-news")
                    .unsubscribe("more-news")
                    .awaitProcessed());
            assertThat(gauge("vask_connections")).isEqualTo(SOCKETS);
            assertThat(gauge("vask_subscriptions")).isEqualTo(SOCKETS);
            forEach(i -> leave(crowd[i], i));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(gauge("vask_connections")).isZero();
                assertThat(gauge("vask_subscriptions")).isZero();
            });
        }

        assertThat(gauge("vask_connections_opened_total")).isEqualTo(ROUNDS * SOCKETS);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(app.backend().get("/channels").body()).isEqualTo("{\"channels\":{}}"));
    }

    private long gauge(String name) {
        return Scrape.of(server).of(name, app.key());
    }

    /** Politely, without a word, and in the middle of a command. */
    private static void leave(PusherClient client, int number) {
        switch (number % 3) {
            case 0 -> client.close();
            case 1 -> client.abort();
            default -> {
                client.send("pusher:subscribe", Map.of("channel", "late"));
                client.abort();
            }
        }
    }

    private static void forEach(IntConsumer deed) throws Exception {
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, SOCKETS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        room.acquireUninterruptibly();
                        try {
                            deed.accept(i);
                        } finally {
                            room.release();
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
    }
}
