package dev.vask.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class MetricsIT {

    private static final int WAVES = 20;
    private static final int SOCKETS_OF_A_WAVE = 100;

    private final Server server = Server.with(Map.of("vask.metrics.apps", "4"));

    @Test
    void after_thousands_have_come_and_gone_the_gauges_are_at_zero_again() {
        TestApp app = server.app();
        for (int wave = 0; wave < WAVES; wave++) {
            List<PusherClient> crowd = new ArrayList<>();
            for (int i = 0; i < SOCKETS_OF_A_WAVE; i++) {
                crowd.add(app.connect());
            }
            crowd.forEach(client -> client.subscribe("news").subscribe("more-news").unsubscribe("more-news"));
            leave(crowd);
        }

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Scrape now = Scrape.of(server);
            assertThat(now.of("vask_connections", app.key())).isZero();
            assertThat(now.of("vask_subscriptions", app.key())).isZero();
        });
        assertThat(Scrape.of(server).of("vask_connections_opened_total", app.key())).isEqualTo(WAVES * SOCKETS_OF_A_WAVE);
    }

    /** Politely, without a word, and in the middle of a command. */
    private static void leave(List<PusherClient> crowd) {
        for (int i = 0; i < crowd.size(); i++) {
            switch (i % 3) {
                case 0 -> crowd.get(i).close();
                case 1 -> crowd.get(i).vanish();
                default -> {
                    crowd.get(i).send("pusher:subscribe", Map.of("channel", "late"));
                    crowd.get(i).vanish();
                }
            }
        }
    }

    @Test
    void what_is_there_is_counted() {
        TestApp app = server.app(Map.of("client_events", true));
        PusherClient alice = app.connect().subscribe("news").subscribePrivate("private-chat");
        PusherClient bob = app.connect().subscribe("news").subscribePrivate("private-chat");

        app.backend().publish("news", "headline", "{}");
        alice.hears("headline", "news");
        alice.send("client-hello", "private-chat", "{}").settled();
        bob.hears("headline", "news");
        bob.hears("client-hello", "private-chat");
        bob.send("pusher:subscribe", Map.of("channel", "private-secret")).hearsError(4009);

        Scrape now = Scrape.of(server);
        assertThat(now.of("vask_connections", app.key())).isEqualTo(2);
        assertThat(now.of("vask_subscriptions", app.key())).isEqualTo(4);
        assertThat(now.of("vask_events_published_total", app.key(), "source", "backend")).isEqualTo(1);
        assertThat(now.of("vask_events_published_total", app.key(), "source", "client")).isEqualTo(1);
        assertThat(now.of("vask_deliveries_total", app.key())).isEqualTo(3);
        assertThat(now.of("vask_errors_total", app.key(), "code", "4009")).isEqualTo(1);
        assertThat(now.of("vask_sent_bytes_total", app.key())).isPositive();
        assertThat(now.of("vask_received_bytes_total", app.key())).isPositive();
        assertThat(now.series()).containsEntry("vask_live_state_reachable", 1.0);
        assertThat(now.series().get("vask_flush_latency_seconds_count")).isPositive();
        assertThat(now.series()).containsKey("vask_api_requests_seconds_bucket{status=\"200\",le=\"0.1\"}");
        alice.close();
        bob.close();
    }

    @Test
    void what_is_refused_at_the_door_is_counted_without_believing_the_name_of_the_app() {
        long before = Scrape.of(server).of("vask_closes_total", "(none)", "code", "4001");

        server.open("/app/no-such-app?protocol=7").closedWith(4001);

        Scrape now = Scrape.of(server);
        assertThat(now.of("vask_closes_total", "(none)", "code", "4001")).isGreaterThan(before);
        assertThat(now.series().keySet()).noneMatch(it -> it.contains("no-such-app"));
    }

    @Test
    void apps_beyond_the_limit_are_counted_together() {
        Server limited = Server.with(Map.of("vask.metrics.apps", "1"));
        TestApp first = limited.app();
        first.connect();

        TestApp second = limited.app();
        TestApp third = limited.app();
        second.connect();
        third.connect();

        Scrape now = Scrape.of(limited);
        assertThat(now.of("vask_connections", first.key())).isEqualTo(1);
        assertThat(now.of("vask_connections", "(others)")).isEqualTo(2);
        assertThat(now.series().keySet()).noneMatch(it -> it.contains(second.key()));
    }
}
