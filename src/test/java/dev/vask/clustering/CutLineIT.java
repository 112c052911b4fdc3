package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.VaskNode;
import dev.vask.support.Json;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Response;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Connections to Redis that are cut in the middle of work. */
class CutLineIT {

    private static final Duration TROUBLE = Duration.ofSeconds(8);

    private final List<TcpProxy> lines = Service.Shaky.LINES;
    private final List<VaskNode> edges = List.of(Service.Shaky.EDGE, Service.Shaky.ALL);
    private final List<VaskNode> publishers = List.of(Service.Shaky.ALL, Service.Shaky.API);

    @Test
    void every_event_that_was_accepted_is_heard_by_all_in_order_and_once() throws InterruptedException {
        TestApp app = Service.Shaky.API.app();
        List<Follower> followers = new ArrayList<>();
        edges.forEach(edge -> followers.add(Follower.of(app.on(edge), "x")));
        Map<String, List<String>> accepted = new HashMap<>();
        try (BackgroundTasks publishing = new BackgroundTasks()) {
            for (int i = 0; i < publishers.size(); i++) {
                String publisher = "p" + i;
                List<String> its = new ArrayList<>();
                accepted.put(publisher, its);
                Backend backend = app.on(publishers.get(i)).backend();
                publishing.repeat(number -> publish(backend, publisher + ":" + number, its));
            }
            cutLines();
        }

        Thread.sleep(1000); // the last cut may have been a moment ago
        List<String> order = followers.getFirst().catchUp(app.backend()).news();
        for (Follower follower : followers) {
            assertThat(follower.catchUp(app.backend()).news()).isEqualTo(order);
        }
        assertThat(order).doesNotHaveDuplicates();
        accepted.values().forEach(its -> {
            assertThat(its).hasSizeGreaterThan(20);
            assertThat(order).containsSubsequence(its);
        });
    }

    private void cutLines() throws InterruptedException {
        long end = System.nanoTime() + TROUBLE.toNanos();
        while (System.nanoTime() < end) {
            TcpProxy line = lines.get(ThreadLocalRandom.current().nextInt(lines.size()));
            switch (ThreadLocalRandom.current().nextInt(3)) {
                case 0 -> line.dropResponses();
                case 1 -> line.dropRequests();
                default -> {}
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(100));
            line.closeConnections();
            Thread.sleep(ThreadLocalRandom.current().nextInt(800));
        }
    }

    private static void publish(Backend backend, String data, List<String> accepted) {
        Response answer = backend.post("/events", Json.of(Map.of("name", "news", "channel", "x", "data", data)));
        if (answer.status() == 200) {
            accepted.add(data);
        } else {
            answer.expect(503);
        }
    }
}
