package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes receive twice the quota of an app and accept exactly the quota together. */
class QuotasIT {

    private static final int SENDERS_PER_NODE = 4;
    private static VaskNode third;

    @BeforeAll
    static void start() {
        third = SharedClusters.Stable.CLUSTER.start("api", Map.of());
    }

    @AfterAll
    static void stop() {
        third.kill();
    }

    private static List<TestApp> onAllNodes(TestApp app) {
        return List.of(app, app.on(SharedClusters.Stable.ALL), app.on(third));
    }

    /** The allowed events are the burst and the refill between the first response and the last rejected request. */
    @Test
    void the_event_rate_is_exact_within_two_percent() throws Exception {
        int rate = 100;
        publishAtRate(onAllNodes(SharedClusters.Stable.API.app()), 4 * rate, Duration.ofSeconds(2)); // warm-up
        TestApp app = SharedClusters.Stable.API.app(Map.of("quotas", Map.of("events_per_second", rate)));
        onAllNodes(app).forEach(it -> it.backend().get("/channels").expect(200)); // all nodes cache the app

        List<PublishResult> results = publishAtRate(onAllNodes(app), 16 * rate, Duration.ofSeconds(8));

        long first = results.stream().mapToLong(PublishResult::receivedAt).min().orElseThrow();
        long lastRejected = results.stream()
                .filter(it -> !it.accepted())
                .mapToLong(PublishResult::sentAt)
                .max()
                .orElseThrow();
        double allowed = rate * (1 + (lastRejected - first) / 1e9);
        assertThat((double) accepted(results)).isCloseTo(allowed, within(allowed * 0.02));
    }

    @Test
    void the_monthly_quota_is_exact() throws Exception {
        int limit = 300;
        TestApp app = SharedClusters.Stable.API.app(Map.of("quotas", Map.of("events_per_month", limit)));

        List<PublishResult> results = publishAtRate(onAllNodes(app), 2 * limit, Duration.ofSeconds(2));

        assertThat(accepted(results)).isEqualTo(limit);
        assertThat(SharedClusters.Stable.API
                        .admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                        .expect(200)
                        .json()
                        .get("events_this_month")
                        .intValue())
                .isEqualTo(limit);
    }

    /** Whether a publish was accepted, and when its request was sent and its response was received. */
    private record PublishResult(boolean accepted, long sentAt, long receivedAt) {}

    private static long accepted(List<PublishResult> results) {
        return results.stream().filter(PublishResult::accepted).count();
    }

    /** Publishes a number of events, spread over a time and over the nodes. */
    private static List<PublishResult> publishAtRate(List<TestApp> targets, int events, Duration time)
            throws InterruptedException, ExecutionException {
        int senders = targets.size() * SENDERS_PER_NODE;
        long startedAt = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            List<Future<List<PublishResult>>> all = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                TestApp target = targets.get(i % targets.size());
                int first = i;
                all.add(threads.submit(() -> {
                    List<PublishResult> results = new ArrayList<>();
                    for (int number = first; number < events; number += senders) {
                        awaitTime(startedAt + number * time.toNanos() / events);
                        results.add(publish(target, number));
                    }
                    return results;
                }));
            }
            List<PublishResult> results = new ArrayList<>();
            for (Future<List<PublishResult>> sender : all) {
                results.addAll(sender.get());
            }
            return results;
        }
    }

    private static void awaitTime(long when) {
        for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static PublishResult publish(TestApp target, int number) {
        String event = "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"%d\"}".formatted(number);
        long sentAt = System.nanoTime();
        Response response = target.backend().post("/events", event);
        boolean accepted = response.status() != 429 && response.expect(200) != null;
        return new PublishResult(accepted, sentAt, System.nanoTime());
    }
}
