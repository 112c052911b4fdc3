package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers and subscribers on several nodes: all subscribers receive events in the same order, without gaps or duplicates. */
class EventOrderIT {

    private static final int ROUNDS = 40;
    private static final int SUBSCRIBERS = 4;

    private final List<VaskNode> publishers = List.of(SharedClusters.Stable.ALL, SharedClusters.Stable.API);
    private final List<VaskNode> edges = List.of(SharedClusters.Stable.EDGE, SharedClusters.Stable.ALL);

    @ParameterizedTest
    @ValueSource(strings = {"x", "cache-x"})
    void each_subscription_receives_a_gapless_part_of_the_common_order(String channel)
            throws InterruptedException, ExecutionException {
        TestApp app = SharedClusters.Stable.API.app();
        app.backend().publish(channel, "news", "first");
        ChannelObserver reference = ChannelObserver.of(app.on(SharedClusters.Stable.EDGE), channel);
        List<List<String>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                BackgroundTasks publishing = new BackgroundTasks()) {
            for (int i = 0; i < publishers.size(); i++) {
                TestApp publisher = app.on(publishers.get(i));
                String name = "p" + i;
                publishing.repeat(n -> publisher.backend().publish(channel, "news", name + ":" + n));
            }
            List<Future<List<List<String>>>> subscribers = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                PusherClient client = app.on(edges.get(i % 2)).connect();
                subscribers.add(threads.submit(() -> subscribeRepeatedly(client, channel)));
            }
            for (Future<List<List<String>>> subscriber : subscribers) {
                parts.addAll(subscriber.get());
            }
        }

        List<String> order = new ArrayList<>(List.of("first"));
        reference.catchUp(app.backend()).news().stream()
                .filter(data -> !data.equals("first"))
                .forEach(order::add);
        assertThat(order).doesNotHaveDuplicates();
        Map<String, Integer> position = new HashMap<>();
        order.forEach(data -> position.put(data, position.size()));
        assertThat(parts).hasSize(ROUNDS * SUBSCRIBERS).allSatisfy(part -> {
            for (int i = 1; i < part.size(); i++) {
                assertThat(position.get(part.get(i))).as(part.get(i)).isEqualTo(position.get(part.get(i - 1)) + 1);
            }
        });
        assertThat(parts).filteredOn(part -> part.size() > 1).hasSizeGreaterThan(ROUNDS);
        if (channel.startsWith("cache-")) {
            assertThat(parts).noneMatch(List::isEmpty); // the cached event is received immediately
        }
    }

    /** Subscribes and unsubscribes repeatedly. Returns the events that each subscription received. */
    private static List<List<String>> subscribeRepeatedly(PusherClient client, String channel) {
        List<List<String>> parts = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> part = new ArrayList<>();
            client.subscribe(channel);
            int minimum = round % 5;
            while (part.size() < minimum) {
                part.add(client.receives("news", channel).dataText());
            }
            client.unsubscribe(channel);
            client.send("pusher:ping", Map.of());
            ReceivedFrame frame = client.next();
            while (frame.event().equals("news")) {
                part.add(frame.dataText());
                frame = client.next();
            }
            assertThat(frame.event()).isEqualTo("pusher:pong");
            parts.add(part);
        }
        return parts;
    }
}
