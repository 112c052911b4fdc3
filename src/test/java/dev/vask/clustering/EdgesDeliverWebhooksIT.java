package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Cluster;
import dev.vask.support.Http;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks while the HTTP API is scaled to zero: the edges deliver them. */
class EdgesDeliverWebhooksIT {

    private static final Pattern ATTEMPTS = Pattern.compile("(?m)^vask_webhooks_attempts_total\\{.*} (\\S+)$");

    private final Cluster cluster = SharedClusters.create(
            TestRedis.url(),
            TestPostgres.database(),
            Map.of("vask.webhooks.allow-private-targets", "true", "vask.webhooks.grace", "100ms"));
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final List<ReceivedRequest> accepted = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        backend.close();
        cluster.close();
    }

    @Test
    void edges_alone_deliver_and_another_one_continues_when_the_delivering_edge_is_killed() {
        VaskNode api = cluster.start("api", Map.of());
        List<VaskNode> edges = cluster.start("edge", "edge");
        TestApp app = api.app(Map.of("webhook", Map.of("url", backend.url())));
        api.terminate();
        api.awaitExit();

        joinAndLeave(app.on(edges.getFirst()), "presence-1");
        backend.receives(events("presence-1"));

        VaskNode delivering = attempts(edges.getFirst()) > 0 ? edges.getFirst() : edges.getLast();
        VaskNode other = delivering == edges.getFirst() ? edges.getLast() : edges.getFirst();
        assertThat(attempts(other)).isZero();
        backend.respondsWith(500); // what happens next is not delivered before the edge is killed
        joinAndLeave(app.on(other), "presence-2");
        backend.awaitRequests(backend.received().size() + 1);
        delivering.kill();
        backend.respondsWith(this::accept);

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(accepted()).containsAll(List.of(events("presence-2"))));
        assertThat(backend.events()).doesNotHaveDuplicates();
        assertThat(attempts(other)).isPositive();
    }

    /** The events of requests that got status 200. */
    private List<String> accepted() {
        return accepted.stream().flatMap(it -> it.events().stream()).toList();
    }

    private Reply accept(ReceivedRequest request) {
        accepted.add(request);
        return new Reply.Status(200);
    }

    @Test
    void a_node_with_delivery_switched_off_leaves_webhooks_to_others() {
        VaskNode off = cluster.start("all", Map.of("vask.webhooks.deliver", "false"));
        TestApp app = off.app(Map.of("webhook", Map.of("url", backend.url())));

        joinAndLeave(app, "presence-1");
        backend.receivesNothingFor(Duration.ofSeconds(6)); // longer than the interval at which nodes look for events
        cluster.start("edge", Map.of());

        backend.receives(events("presence-1"));
        assertThat(attempts(off)).isZero();
    }

    private static void joinAndLeave(TestApp app, String channel) {
        PusherClient client = app.connect().join(channel, "ada");
        client.close();
    }

    private static String[] events(String channel) {
        return new String[] {
            "{\"name\":\"channel_occupied\",\"channel\":\"%s\"}".formatted(channel),
            "{\"name\":\"member_added\",\"channel\":\"%s\",\"user_id\":\"ada\"}".formatted(channel),
            "{\"name\":\"member_removed\",\"channel\":\"%s\",\"user_id\":\"ada\"}".formatted(channel),
            "{\"name\":\"channel_vacated\",\"channel\":\"%s\"}".formatted(channel)
        };
    }

    private static double attempts(VaskNode node) {
        String metrics = Http.request("GET", node.management().resolve("/q/metrics"), new byte[0])
                .body();
        Matcher attempts = ATTEMPTS.matcher(metrics);
        double all = 0;
        while (attempts.find()) {
            all += Double.parseDouble(attempts.group(1));
        }
        return all;
    }
}
