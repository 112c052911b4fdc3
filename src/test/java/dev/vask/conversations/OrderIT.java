package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.ReceivedFrame;
import dev.vask.support.Json;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes before what (4.0.13, 5.4.3, 11.4.6). */
class OrderIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_subscriber_hears_success_then_the_cached_event_then_the_count_then_live_events() {
        app.change(Map.of("subscription_counts", true));
        app.backend().publish("cache-x", "n", "cached");
        PusherClient client = app.connect();

        client.subscribe("cache-x");
        app.backend().publish("cache-x", "n", "live");

        client.receives("n", "cache-x", "cached");
        client.receives("pusher_internal:subscription_count", "cache-x", "{\"subscription_count\":1}");
        client.receives("n", "cache-x", "live");
        client.receivesNothingMore();
    }

    @Test
    void events_of_one_publisher_arrive_in_order() {
        PusherClient client = app.connect().subscribe("news");

        IntStream.range(0, 100).forEach(i -> app.backend().publish("news", "n", Integer.toString(i)));

        IntStream.range(0, 100).forEach(i -> client.receives("n", "news", Integer.toString(i)));
        client.receivesNothingMore();
    }

    @Test
    void events_of_a_batch_arrive_in_order() {
        PusherClient client = app.connect().subscribe("news").subscribe("weather");

        app.backend().post("/batch_events", """
            {"batch":[{"name":"a","channel":"news","data":"1"},{"name":"b","channel":"weather","data":"2"},\
            {"name":"c","channel":"news","data":"3"}]}""").expect(200);

        client.receives("a", "news", "1");
        client.receives("b", "weather", "2");
        client.receives("c", "news", "3");
        client.receivesNothingMore();
    }

    @Test
    void who_subscribes_amid_events_misses_none_and_hears_none_twice() {
        app.backend().publish("cache-x", "n", "0");
        List<PusherClient> clients =
                IntStream.range(0, 10).mapToObj(i -> app.connect()).toList();
        try (BackgroundTasks publishing = new BackgroundTasks()) {
            publishing.repeat(i -> app.backend().publish("cache-x", "n", Integer.toString(i + 1)));
            for (int round = 0; round < 10; round++) {
                for (PusherClient client : clients) {
                    client.send("pusher:subscribe", Map.of("channel", "cache-x"));
                }
                for (PusherClient client : clients) {
                    hearsSuccessThenConsecutiveNumbers(client);
                }
                for (PusherClient client : clients) {
                    client.unsubscribe("cache-x");
                    hearsNumbersUntilSettled(client);
                }
            }
        }
    }

    private static void hearsSuccessThenConsecutiveNumbers(PusherClient client) {
        client.receives("pusher_internal:subscription_succeeded", "cache-x", "{}");
        int number = number(client.next());
        for (int i = 1; i <= 5; i++) {
            assertThat(number(client.next())).isEqualTo(number + i);
        }
    }

    private static void hearsNumbersUntilSettled(PusherClient client) {
        client.send("pusher:ping", Map.of());
        ReceivedFrame heard = client.next();
        while (heard.event().equals("n")) {
            heard = client.next();
        }
        assertThat(heard.event()).isEqualTo("pusher:pong");
    }

    private static int number(ReceivedFrame heard) {
        assertThat(heard.event()).isEqualTo("n");
        return Integer.parseInt(heard.dataText());
    }

    @Test
    void a_joiner_never_hears_of_its_own_coming_and_misses_nobody_elses() {
        List<PusherClient> clients =
                IntStream.range(0, 20).mapToObj(i -> app.connect()).toList();

        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).sendJoin("presence-x", "{\"user_id\":\"user-%d\"}".formatted(i));
        }

        for (int i = 0; i < clients.size(); i++) {
            PusherClient client = clients.get(i);
            List<String> known = new ArrayList<>();
            client.receives("pusher_internal:subscription_succeeded", "presence-x")
                    .data()
                    .path("presence")
                    .path("ids")
                    .forEach(id -> known.add(id.asText()));
            assertThat(known).contains("user-" + i);
            while (known.size() < clients.size()) {
                known.add(client.receives("pusher_internal:member_added", "presence-x")
                        .data()
                        .path("user_id")
                        .asText());
            }
            assertThat(known).doesNotHaveDuplicates();
            client.receivesNothingMore();
        }
    }

    @Test
    void a_signing_in_client_hears_success_then_the_error_then_its_watchlist() {
        List<String> ids =
                IntStream.rangeClosed(1, 101).mapToObj(i -> "user-" + i).toList();
        PusherClient client = app.connect();

        client.sendSignIn(Json.of(Map.of("id", "ada", "watchlist", ids)));

        client.receives("pusher:signin_success");
        client.receivesError(4302);
        client.receives("pusher_internal:watchlist_events");
        client.receivesNothingMore();
    }
}
