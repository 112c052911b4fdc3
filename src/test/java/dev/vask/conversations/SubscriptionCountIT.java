package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscription counts (section 12). */
class SubscriptionCountIT {

    private static final String COUNT = "pusher_internal:subscription_count";

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("subscription_counts", true));

    @Test
    void subscription_counts_are_disabled_by_default() {
        TestApp withoutCounts = server.app();
        PusherClient client = withoutCounts.connect().subscribe("news");
        withoutCounts.connect().subscribe("news").unsubscribe("news").awaitProcessed();

        client.receivesNothingMore();
    }

    @Test
    void the_frame_has_the_documented_format() {
        PusherClient client = app.connect().subscribe("public-feed");

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:subscription_count","channel":"public-feed","data":"{\\"subscription_count\\":1}"}"""));
    }

    @Test
    void all_subscribers_receive_the_count_after_each_subscribe_and_unsubscribe() {
        PusherClient one = app.connect().subscribe("news");
        receivesCount(one, "news", 1);

        PusherClient two = app.connect().subscribe("news");
        receivesCount(two, "news", 2);
        receivesCount(one, "news", 2);
        two.unsubscribe("news");
        receivesCount(one, "news", 1);

        two.receivesNothingMore();
        one.receivesNothingMore();
    }

    @Test
    void all_subscribers_receive_the_count_after_a_disconnect() {
        PusherClient one = app.connect().subscribe("news");
        receivesCount(one, "news", 1);
        PusherClient two = app.connect().subscribe("news");
        receivesCount(one, "news", 2);
        PusherClient three = app.connect().subscribe("news");
        receivesCount(one, "news", 3);

        two.close();
        receivesCount(one, "news", 2);
        three.abort();
        receivesCount(one, "news", 1);

        one.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "news",
                "private-x",
                "cache-x",
                "private-cache-x",
                "private-encrypted-x",
                "private-encrypted-cache-x"
            })
    void all_channels_except_presence_channels_send_the_count_after_the_cached_event(String channel) {
        PusherClient client = app.connect().subscribePrivate(channel);

        if (channel.contains("cache-")) {
            client.receives("pusher:cache_miss", channel, "{}");
        }
        receivesCount(client, channel, 1);
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-x", "presence-cache-x"})
    void presence_channels_are_not_counted(String channel) {
        PusherClient client = app.connect().join(channel, "ada");

        if (channel.contains("cache-")) {
            client.receives("pusher:cache_miss", channel, "{}");
        }
        client.receivesNothingMore();
    }

    @Test
    void connections_are_counted_and_not_users() {
        PusherClient one = app.connect().signIn("{\"id\":\"ada\"}").subscribe("news");
        receivesCount(one, "news", 1);

        app.connect().signIn("{\"id\":\"ada\"}").subscribe("news");

        receivesCount(one, "news", 2);
    }

    @Test
    void a_rejected_subscribe_does_not_change_the_count() {
        PusherClient client = app.connect().subscribe("news");
        receivesCount(client, "news", 1);

        client.send("pusher:subscribe", Map.of("channel", "news"));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void a_rejected_signature_does_not_change_the_count() {
        PusherClient client = app.connect().subscribePrivate("private-x");
        receivesCount(client, "private-x", 1);
        PusherClient otherClient = app.connect();

        otherClient.send("pusher:subscribe", Map.of("channel", "private-x", "auth", "nonsense"));

        otherClient.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void backends_can_read_the_count_even_if_events_are_disabled() {
        TestApp withoutCounts = server.app();
        withoutCounts.connect().subscribe("news");
        withoutCounts.connect().subscribe("news");

        assertThat(withoutCounts
                        .backend()
                        .get("/channels/news", Map.of("info", "subscription_count"))
                        .json())
                .isEqualTo(Json.parse("{\"occupied\":true,\"subscription_count\":2}"));
    }

    @Test
    void up_to_100_every_change_is_sent_and_above_at_most_one_in_five_seconds() {
        PusherClient observer = app.connect().subscribe("news");
        List<PusherClient> others = new ArrayList<>();
        receivesCount(observer, "news", 1);
        for (int count = 2; count <= 100; count++) {
            others.add(app.connect().subscribe("news"));
            receivesCount(observer, "news", count);
        }

        long start = System.nanoTime();
        for (int count = 101; count <= 110; count++) {
            others.add(app.connect().subscribe("news"));
        }
        int frames = 0;
        int last;
        do {
            last = observer.receives(COUNT, "news")
                    .data()
                    .path("subscription_count")
                    .intValue();
            frames++;
        } while (last < 110);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(frames)
                .as("frames about 10 changes in %s", took)
                .isLessThanOrEqualTo(2 + (int) took.dividedBy(Duration.ofSeconds(5)));
        observer.receivesNothingMore();
        unsubscribeUntil(others, observer, 100);
    }

    /** Below the threshold every change is sent again. */
    private static void unsubscribeUntil(List<PusherClient> others, PusherClient observer, int count) {
        while (others.size() + 1 > count) {
            others.removeLast().close();
        }
        int received;
        do {
            received = observer.receives(COUNT, "news")
                    .data()
                    .path("subscription_count")
                    .intValue();
        } while (received > count);
        others.removeLast().close();
        receivesCount(observer, "news", count - 1);
        observer.receivesNothingMore();
    }

    private static void receivesCount(PusherClient client, String channel, int count) {
        client.receives(COUNT, channel, "{\"subscription_count\":%d}".formatted(count));
    }
}
