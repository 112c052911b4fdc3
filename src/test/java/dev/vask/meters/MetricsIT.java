package dev.vask.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class MetricsIT {

    private final Server server = Server.with(Map.of("vask.metrics.apps", "4"));

    @Test
    void connections_events_and_errors_are_counted() {
        TestApp app = server.app(Map.of("client_events", true));
        PusherClient alice = app.connect().subscribe("news").subscribePrivate("private-chat");
        PusherClient bob = app.connect().subscribe("news").subscribePrivate("private-chat");

        app.backend().publish("news", "headline", "{}");
        alice.receives("headline", "news");
        alice.send("client-hello", "private-chat", "{}").awaitProcessed();
        bob.receives("headline", "news");
        bob.receives("client-hello", "private-chat");
        bob.send("pusher:subscribe", Map.of("channel", "private-secret")).receivesError(4009);

        MetricsScrape metrics = MetricsScrape.of(server);
        assertThat(metrics.of("vask_connections", app.key())).isEqualTo(2);
        assertThat(metrics.of("vask_subscriptions", app.key())).isEqualTo(4);
        assertThat(metrics.of("vask_events_published_total", app.key(), "source", "backend"))
                .isEqualTo(1);
        assertThat(metrics.of("vask_events_published_total", app.key(), "source", "client"))
                .isEqualTo(1);
        assertThat(metrics.of("vask_deliveries_total", app.key())).isEqualTo(3);
        assertThat(metrics.of("vask_errors_total", app.key(), "code", "4009")).isEqualTo(1);
        assertThat(metrics.of("vask_sent_bytes_total", app.key())).isPositive();
        assertThat(metrics.of("vask_received_bytes_total", app.key())).isPositive();
        assertThat(metrics.series()).containsEntry("vask_live_state_reachable", 1.0);
        assertThat(metrics.series().get("vask_flush_latency_seconds_count")).isPositive();
        assertThat(metrics.series()).containsKey("vask_api_requests_seconds_bucket{status=\"200\",le=\"0.1\"}");
        alice.close();
        bob.close();
    }

    @Test
    void the_build_and_the_process_are_described() {
        assertThat(MetricsScrape.of(server).series().entrySet())
                .filteredOn(
                        it -> it.getKey()
                                .matches(
                                        "vask_build_info\\{mode=\"(standalone|cluster)\",revision=\"[^\"]+\",role=\"(all|api)\",runtime=\"(jvm|native)\",version=\"[^\"]+\"}"))
                .singleElement()
                .satisfies(it -> assertThat(it.getValue()).isEqualTo(1.0));
    }

    @Test
    void only_a_cluster_has_metrics_of_stores() {
        server.app().connect();

        boolean hasStores = MetricsScrape.of(server).series().keySet().stream()
                .anyMatch(it -> it.matches("vask_(redis|postgres)_latency_seconds_.*"));
        assertThat(hasStores).isEqualTo(!server.isOneProcess());
    }

    @Test
    void rejected_connections_are_counted_without_the_requested_app_key() {
        long before = MetricsScrape.of(server).of("vask_closes_total", "(none)", "code", "4001");

        server.open("/app/no-such-app?protocol=7").closedWith(4001);

        MetricsScrape metrics = MetricsScrape.of(server);
        assertThat(metrics.of("vask_closes_total", "(none)", "code", "4001")).isGreaterThan(before);
        assertThat(metrics.series().keySet()).noneMatch(it -> it.contains("no-such-app"));
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

        MetricsScrape metrics = MetricsScrape.of(limited);
        assertThat(metrics.of("vask_connections", first.key())).isEqualTo(1);
        assertThat(metrics.of("vask_connections", "(others)")).isEqualTo(2);
        assertThat(metrics.series().keySet()).noneMatch(it -> it.contains(second.key()));
    }

    @Test
    void webhook_deliveries_are_counted() {
        Server webhookServer =
                Server.with(Map.of("vask.webhooks.allow-private-targets", "true", "vask.webhooks.backoff", "100ms"));
        try (WebhookEndpoint backend = new WebhookEndpoint()) {
            TestApp app = webhookServer.app(Map.of("webhook", Map.of("url", backend.url())));
            backend.respondsWith(
                    request -> new WebhookEndpoint.Reply.Status(request.body().contains("doomed") ? 500 : 200));

            app.connect().subscribe("fine").subscribe("doomed");

            await().untilAsserted(() -> {
                MetricsScrape metrics = MetricsScrape.of(webhookServer);
                assertThat(metrics.of("vask_webhooks_waiting", app.key())).isEqualTo(1);
                assertThat(metrics.of("vask_webhooks_attempts_total", app.key(), "outcome", "delivered"))
                        .isEqualTo(1);
                assertThat(metrics.of("vask_webhooks_attempts_total", app.key(), "outcome", "failed"))
                        .isPositive();
            });
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                MetricsScrape metrics = MetricsScrape.of(webhookServer);
                assertThat(metrics.of("vask_webhooks_waiting", app.key())).isZero();
                assertThat(metrics.of("vask_webhooks_dead_letters_total", app.key()))
                        .isEqualTo(1);
                assertThat(metrics.of("vask_webhooks_attempts_total", app.key(), "outcome", "failed"))
                        .isEqualTo(9);
                assertThat(metrics.series().get("vask_webhooks_latency_seconds_count"))
                        .isGreaterThanOrEqualTo(10);
            });
        }
    }
}
