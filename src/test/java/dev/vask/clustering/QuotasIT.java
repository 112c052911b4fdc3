package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vask.support.VaskNode;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
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

/** Three instances that are asked for twice as much as an app may: they accept as much as it may, together. */
class QuotasIT {

    private static final int SENDERS_OF_EACH = 4;
    private static VaskNode third;

    @BeforeAll
    static void start() {
        third = Service.Steady.CLUSTER.start("api", Map.of());
    }

    @AfterAll
    static void stop() {
        third.kill();
    }

    private static List<TestApp> everywhere(TestApp app) {
        return List.of(app, app.on(Service.Steady.ALL), app.on(third));
    }

    /** What a rest has saved, and what came meanwhile. That is spent between the first answer and the last refusal, but for stalls. */
    @Test
    void an_apps_rate_is_met_within_two_percent() throws Exception {
        int rate = 100;
        drive(
                everywhere(Service.Steady.API.app()),
                4 * rate,
                Duration.ofSeconds(2)); // connections are made, and code is warm
        TestApp app = Service.Steady.API.app(Map.of("quotas", Map.of("events_per_second", rate)));
        everywhere(app).forEach(it -> it.backend().get("/channels").expect(200)); // all know the app

        List<Answer> answers = drive(everywhere(app), 16 * rate, Duration.ofSeconds(8));

        long first = answers.stream().mapToLong(Answer::at).min().orElseThrow();
        long lastRefused = answers.stream()
                .filter(it -> !it.accepted())
                .mapToLong(Answer::askedAt)
                .max()
                .orElseThrow();
        double allowed = rate * (1 + (lastRefused - first) / 1e9);
        assertThat((double) accepted(answers)).isCloseTo(allowed, within(allowed * 0.02));
    }

    @Test
    void the_limit_of_a_month_is_met_exactly() throws Exception {
        int limit = 300;
        TestApp app = Service.Steady.API.app(Map.of("quotas", Map.of("events_per_month", limit)));

        List<Answer> answers = drive(everywhere(app), 2 * limit, Duration.ofSeconds(2));

        assertThat(accepted(answers)).isEqualTo(limit);
        assertThat(Service.Steady.API
                        .admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                        .expect(200)
                        .json()
                        .get("events_this_month")
                        .intValue())
                .isEqualTo(limit);
    }

    /** Whether a publish was accepted, and when it was sent and answered. */
    private record Answer(boolean accepted, long askedAt, long at) {}

    private static long accepted(List<Answer> answers) {
        return answers.stream().filter(Answer::accepted).count();
    }

    /** Publishes so many events, spread over a time, by way of all instances. */
    private static List<Answer> drive(List<TestApp> ways, int events, Duration time)
            throws InterruptedException, ExecutionException {
        int senders = ways.size() * SENDERS_OF_EACH;
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            List<Future<List<Answer>>> all = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                TestApp way = ways.get(i % ways.size());
                int first = i;
                all.add(threads.submit(() -> {
                    List<Answer> answers = new ArrayList<>();
                    for (int number = first; number < events; number += senders) {
                        awaitTime(begun + number * time.toNanos() / events);
                        answers.add(publish(way, number));
                    }
                    return answers;
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<List<Answer>> each : all) {
                answers.addAll(each.get());
            }
            return answers;
        }
    }

    private static void awaitTime(long when) {
        for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Answer publish(TestApp way, int number) {
        String event = "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"%d\"}".formatted(number);
        long askedAt = System.nanoTime();
        Response answer = way.backend().post("/events", event);
        boolean accepted = answer.status() != 429 && answer.expect(200) != null;
        return new Answer(accepted, askedAt, System.nanoTime());
    }
}
