package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.ReceivedFrame;
import dev.vask.support.VaskNode;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
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

/** Publishers and subscribers on several instances: one order for all, without gaps and repetitions, from the first moment. */
class OneOrderIT {

    private static final int ROUNDS = 40;
    private static final int SUBSCRIBERS = 4;

    private final List<VaskNode> publishers = List.of(Service.Steady.ALL, Service.Steady.API);
    private final List<VaskNode> edges = List.of(Service.Steady.EDGE, Service.Steady.ALL);

    @ParameterizedTest
    @ValueSource(strings = {"x", "cache-x"})
    void who_comes_and_goes_hears_of_the_one_order_a_part_without_gaps(String channel)
            throws InterruptedException, ExecutionException {
        TestApp app = Service.Steady.API.app();
        app.backend().publish(channel, "news", "first");
        Follower witness = Follower.of(app.on(Service.Steady.EDGE), channel);
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
                subscribers.add(threads.submit(() -> comesAndGoes(client, channel)));
            }
            for (Future<List<List<String>>> subscriber : subscribers) {
                parts.addAll(subscriber.get());
            }
        }

        List<String> order = new ArrayList<>(List.of("first"));
        witness.catchUp(app.backend()).news().stream()
                .filter(data -> !data.equals("first"))
                .forEach(order::add);
        assertThat(order).doesNotHaveDuplicates();
        Map<String, Integer> place = new HashMap<>();
        order.forEach(data -> place.put(data, place.size()));
        assertThat(parts).hasSize(ROUNDS * SUBSCRIBERS).allSatisfy(part -> {
            for (int i = 1; i < part.size(); i++) {
                assertThat(place.get(part.get(i))).as(part.get(i)).isEqualTo(place.get(part.get(i - 1)) + 1);
            }
        });
        assertThat(parts).filteredOn(part -> part.size() > 1).hasSizeGreaterThan(ROUNDS);
        if (channel.startsWith("cache-")) {
            assertThat(parts).noneMatch(List::isEmpty); // the last event is heard at once
        }
    }

    /** What it heard in each round, from its success to its leaving. */
    private static List<List<String>> comesAndGoes(PusherClient client, String channel) {
        List<List<String>> parts = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> part = new ArrayList<>();
            client.subscribe(channel);
            int enough = round % 5;
            while (part.size() < enough) {
                part.add(client.receives("news", channel).dataText());
            }
            client.unsubscribe(channel);
            client.send("pusher:ping", Map.of());
            ReceivedFrame heard = client.next();
            while (heard.event().equals("news")) {
                part.add(heard.dataText());
                heard = client.next();
            }
            assertThat(heard.event()).isEqualTo("pusher:pong");
            parts.add(part);
        }
        return parts;
    }
}
