package dev.vask.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class MetricsIT {

    private final Server server = Server.with(Map.of("vask.metrics.apps", "4"));

    @Test
    void what_is_there_is_counted() {
        TestApp app = server.app(Map.of("client_events", true));
        PusherClient alice = app.connect().subscribe("news").subscribePrivate("private-chat");
        PusherClient bob = app.connect().subscribe("news").subscribePrivate("private-chat");

        app.backend().publish("news", "headline", "{}");
        alice.receives("headline", "news");
        alice.send("client-hello", "private-chat", "{}").awaitProcessed();
        bob.receives("headline", "news");
        bob.receives("client-hello", "private-chat");
        bob.send("pusher:subscribe", Map.of("channel", "private-secret")).receivesError(4009);

        Scrape now = Scrape.of(server);
        assertThat(now.of("vask_connections", app.key())).isEqualTo(2);
        assertThat(now.of("vask_subscriptions", app.key())).isEqualTo(4);
        assertThat(now.of("vask_events_published_total", app.key(), "source", "backend"))
                .isEqualTo(1);
        assertThat(now.of("vask_events_published_total", app.key(), "source", "client"))
                .isEqualTo(1);
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

    @Test
    void what_backends_are_told_is_counted() {
        Server told =
                Server.with(Map.of("vask.webhooks.allow-private-targets", "true", "vask.webhooks.backoff", "100ms"));
        try (WebhookEndpoint backend = new WebhookEndpoint()) {
            TestApp app = told.app(Map.of("webhook", Map.of("url", backend.url())));
            backend.respondsWith(request -> new WebhookEndpoint.Reply.Status(request.body().contains("doomed") ? 500 : 200));

            app.connect().subscribe("fine").subscribe("doomed");

            await().untilAsserted(() -> {
                Scrape now = Scrape.of(told);
                assertThat(now.of("vask_webhooks_waiting", app.key())).isEqualTo(1);
                assertThat(now.of("vask_webhooks_attempts_total", app.key(), "outcome", "delivered"))
                        .isEqualTo(1);
                assertThat(now.of("vask_webhooks_attempts_total", app.key(), "outcome", "failed"))
                        .isPositive();
            });
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Scrape now = Scrape.of(told);
                assertThat(now.of("vask_webhooks_waiting", app.key())).isZero();
                assertThat(now.of("vask_webhooks_dead_letters_total", app.key()))
                        .isEqualTo(1);
                assertThat(now.of("vask_webhooks_attempts_total", app.key(), "outcome", "failed"))
                        .isEqualTo(9);
                assertThat(now.series().get("vask_webhooks_latency_seconds_count"))
                        .isGreaterThanOrEqualTo(10);
            });
        }
    }
}
