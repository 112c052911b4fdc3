package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Nodes lose their connections to Redis while clients publish. */
class RedisConnectionLossIT {

    private static final Duration DISRUPTION = Duration.ofSeconds(8);

    private final List<TcpProxy> proxies = SharedClusters.Unreliable.PROXIES;
    private final List<VaskNode> edgeNodes = List.of(SharedClusters.Unreliable.EDGE, SharedClusters.Unreliable.ALL);
    private final List<VaskNode> publishers = List.of(SharedClusters.Unreliable.ALL, SharedClusters.Unreliable.API);

    @Test
    void all_subscribers_receive_each_accepted_event_once_and_in_order() throws InterruptedException {
        TestApp app = SharedClusters.Unreliable.API.app();
        List<ChannelObserver> observers = new ArrayList<>();
        edgeNodes.forEach(edge -> observers.add(ChannelObserver.of(app.on(edge), "x")));
        Map<String, List<String>> accepted = new HashMap<>();
        try (BackgroundTasks publishing = new BackgroundTasks()) {
            for (int i = 0; i < publishers.size(); i++) {
                String publisher = "p" + i;
                List<String> ownEvents = new ArrayList<>();
                accepted.put(publisher, ownEvents);
                Backend backend = app.on(publishers.get(i)).backend();
                publishing.repeat(number -> publish(backend, publisher + ":" + number, ownEvents));
            }
            disruptConnections();
        }

        Thread.sleep(1000); // the last connection may have been closed just now
        List<String> order = observers.getFirst().catchUp(app.backend()).news();
        for (ChannelObserver observer : observers) {
            assertThat(observer.catchUp(app.backend()).news()).isEqualTo(order);
        }
        assertThat(order).doesNotHaveDuplicates();
        accepted.values().forEach(ownEvents -> {
            assertThat(ownEvents).hasSizeGreaterThan(20);
            assertThat(order).containsSubsequence(ownEvents);
        });
    }

    private void disruptConnections() throws InterruptedException {
        long end = System.nanoTime() + DISRUPTION.toNanos();
        while (System.nanoTime() < end) {
            TcpProxy proxy = proxies.get(ThreadLocalRandom.current().nextInt(proxies.size()));
            switch (ThreadLocalRandom.current().nextInt(3)) {
                case 0 -> proxy.dropResponses();
                case 1 -> proxy.dropRequests();
                default -> {}
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(100));
            proxy.closeConnections();
            Thread.sleep(ThreadLocalRandom.current().nextInt(800));
        }
    }

    private static void publish(Backend backend, String data, List<String> accepted) {
        Response response = backend.post("/events", Json.of(Map.of("name", "news", "channel", "x", "data", data)));
        if (response.status() == 200) {
            accepted.add(data);
        } else {
            response.expect(503);
        }
    }
}
