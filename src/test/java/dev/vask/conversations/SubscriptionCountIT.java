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

/** How many subscribers a channel has (section 12). */
class SubscriptionCountIT {

    private static final String COUNT = "pusher_internal:subscription_count";

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("subscription_counts", true));

    @Test
    void a_new_app_has_them_off() {
        TestApp quiet = server.app();
        PusherClient client = quiet.connect().subscribe("news");
        quiet.connect().subscribe("news").unsubscribe("news").awaitProcessed();

        client.receivesNothingMore();
    }

    @Test
    void the_frame_is_exactly_this() {
        PusherClient client = app.connect().subscribe("public-feed");

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:subscription_count","channel":"public-feed","data":"{\\"subscription_count\\":1}"}"""));
    }

    @Test
    void all_subscribers_hear_of_each_subscribe_and_unsubscribe_the_new_one_included() {
        PusherClient one = app.connect().subscribe("news");
        hearsCount(one, "news", 1);

        PusherClient two = app.connect().subscribe("news");
        hearsCount(two, "news", 2);
        hearsCount(one, "news", 2);
        two.unsubscribe("news");
        hearsCount(one, "news", 1);

        two.receivesNothingMore();
        one.receivesNothingMore();
    }

    @Test
    void all_subscribers_hear_of_a_disconnect() {
        PusherClient one = app.connect().subscribe("news");
        hearsCount(one, "news", 1);
        PusherClient two = app.connect().subscribe("news");
        hearsCount(one, "news", 2);
        PusherClient three = app.connect().subscribe("news");
        hearsCount(one, "news", 3);

        two.close();
        hearsCount(one, "news", 2);
        three.abort();
        hearsCount(one, "news", 1);

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
    void every_channel_but_presence_channels_is_counted_after_its_cache(String channel) {
        PusherClient client = app.connect().subscribePrivate(channel);

        if (channel.contains("cache-")) {
            client.receives("pusher:cache_miss", channel, "{}");
        }
        hearsCount(client, channel, 1);
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
        hearsCount(one, "news", 1);

        app.connect().signIn("{\"id\":\"ada\"}").subscribe("news");

        hearsCount(one, "news", 2);
    }

    @Test
    void a_refused_subscribe_changes_no_count() {
        PusherClient client = app.connect().subscribe("news");
        hearsCount(client, "news", 1);

        client.send("pusher:subscribe", Map.of("channel", "news"));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void a_refused_signature_changes_no_count() {
        PusherClient client = app.connect().subscribePrivate("private-x");
        hearsCount(client, "private-x", 1);
        PusherClient stranger = app.connect();

        stranger.send("pusher:subscribe", Map.of("channel", "private-x", "auth", "nonsense"));

        stranger.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void backends_may_ask_whether_they_are_on_or_off() {
        TestApp quiet = server.app();
        quiet.connect().subscribe("news");
        quiet.connect().subscribe("news");

        assertThat(quiet.backend()
                        .get("/channels/news", Map.of("info", "subscription_count"))
                        .json())
                .isEqualTo(Json.parse("{\"occupied\":true,\"subscription_count\":2}"));
    }

    @Test
    void up_to_a_hundred_every_change_is_told_and_above_that_one_in_five_seconds() {
        PusherClient observer = app.connect().subscribe("news");
        List<PusherClient> others = new ArrayList<>();
        hearsCount(observer, "news", 1);
        for (int count = 2; count <= 100; count++) {
            others.add(app.connect().subscribe("news"));
            hearsCount(observer, "news", count);
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
        othersLeaveUntil(others, observer, 100);
    }

    /** Below the threshold every change is told again. */
    private static void othersLeaveUntil(List<PusherClient> others, PusherClient observer, int count) {
        while (others.size() + 1 > count) {
            others.removeLast().close();
        }
        int heard;
        do {
            heard = observer.receives(COUNT, "news")
                    .data()
                    .path("subscription_count")
                    .intValue();
        } while (heard > count);
        others.removeLast().close();
        hearsCount(observer, "news", count - 1);
        observer.receivesNothingMore();
    }

    private static void hearsCount(PusherClient client, String channel, int count) {
        client.receives(COUNT, channel, "{\"subscription_count\":%d}".formatted(count));
    }
}
