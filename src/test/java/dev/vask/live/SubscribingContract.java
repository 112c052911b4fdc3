package dev.vask.live;

import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.runConcurrently;
import static dev.vask.live.LiveContract.to;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ProtocolLimits;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Subscriptions: the events that they receive, and the occupied channels and their counts. */
interface SubscribingContract extends LiveContract {

    @Test
    default void a_subscriber_receives_later_events() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("room");

        publish(app, event("room", "1"));
        publish(app, event("room", "2"));

        assertThat(ada.received()).containsExactly(news("room", "1"), news("room", "2"));
    }

    @Test
    default void a_new_subscriber_does_not_receive_earlier_events() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("room");
        publish(app, event("room", "early"));

        TestConnection bob = connection(app);
        bob.subscribe("room");
        publish(app, event("room", "late"));

        assertThat(bob.received()).containsExactly(news("room", "late"));
        assertThat(ada.received()).containsExactly(news("room", "early"), news("room", "late"));
    }

    @Test
    default void subscribers_on_all_nodes_receive_an_event_once() {
        App app = newApp();
        List<TestConnection> all =
                List.of(connection(app, "a"), connection(app, "a"), connection(app, "b"), connection(app, "b"));
        all.forEach(connection -> connection.subscribe("room"));

        await(live("b").publish(app, new Publication(List.of(event("room", "1")), 1, false)));

        assertThat(all)
                .allSatisfy(connection -> assertThat(connection.received()).containsExactly(news("room", "1")));
    }

    @Test
    default void sequential_events_arrive_in_order_from_any_node() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("room");

        for (int i = 0; i < 50; i++) {
            await(live(i % 2 == 0 ? "a" : "b").publish(app, new Publication(List.of(event("room", "" + i)), 1, false)));
        }

        assertThat(ada.received())
                .containsExactlyElementsOf(IntStream.range(0, 50)
                        .mapToObj(i -> news("room", "" + i))
                        .toList());
    }

    @Test
    default void only_the_excluded_connection_does_not_receive_the_event() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");

        publish(app, Event.fromBackend(to("room"), "news", "1", ada.id));

        assertThat(ada.received()).isEmpty();
        assertThat(bob.received()).containsExactly(news("room", "1"));
    }

    @Test
    default void data_arrives_unchanged() {
        App app = newApp();
        TestConnection ada = connection(app, "b");
        ada.subscribe("room");
        List<String> texts = List.of("", "{\"a\": 1 }", "Grüße ☕ \uD83D\uDE00", "\0\n\r\t\\\"'", " ", "null");

        texts.forEach(text -> publish(app, event("room", text)));

        assertThat(ada.received())
                .containsExactlyElementsOf(
                        texts.stream().map(text -> news("room", text)).toList());
    }

    @Test
    default void an_event_reaches_only_its_channel() {
        App app = newApp();
        TestConnection ada = connection(app);
        TestConnection bob = connection(app);
        ada.subscribe("room");
        bob.subscribe("room2");

        publish(app, event("room", "1"));

        assertThat(ada.received()).containsExactly(news("room", "1"));
        assertThat(bob.received()).isEmpty();
    }

    @Test
    default void a_connection_receives_the_events_of_its_channels_in_order() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("left");
        ada.subscribe("right");

        publish(app, event("left", "1"), event("right", "2"), event("left", "3"));
        publish(app, event("right", "4"));

        assertThat(ada.received())
                .containsExactly(news("left", "1"), news("right", "2"), news("left", "3"), news("right", "4"));
    }

    @Test
    default void channels_of_two_apps_are_separate() {
        App mine = newApp();
        App yours = newApp();
        TestConnection ada = connection(mine);
        TestConnection eve = connection(yours);
        ada.join("presence-cache-room", member("ada"));
        eve.join("presence-cache-room", member("eve"));

        publish(mine, event("presence-cache-room", "1"));

        assertThat(ada.received()).containsExactly(news("presence-cache-room", "1"));
        assertThat(eve.received()).isEmpty();
        assertThat(users(mine, "presence-cache-room")).containsExactly("ada");
        assertThat(users(yours, "presence-cache-room")).containsExactly("eve");
        assertThat(counts(yours, "presence-cache-room")).isEqualTo(new Counts(1, 1));
        assertThat(cached(yours, "presence-cache-room")).isNull();
    }

    @Test
    default void events_between_unsubscribe_and_subscribe_are_not_received() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");
        ada.unsubscribe("room");
        publish(app, event("room", "between"));

        ada.subscribe("room");
        publish(app, event("room", "after"));

        assertThat(ada.received()).containsExactly(news("room", "after"));
        assertThat(bob.received()).containsExactly(news("room", "between"), news("room", "after"));
    }

    @Test
    default void publishing_to_an_unoccupied_channel_is_accepted() {
        assertThat(publish(newApp(), event("nobody", "1"))).isEqualTo(new PublishResult.Accepted(List.of()));
    }

    @Test
    default void connections_are_counted_on_all_nodes_together() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");

        assertThat(counts(app, "room")).isEqualTo(new Counts(2, 0));

        ada.unsubscribe("room");
        assertThat(counts(app, "room")).isEqualTo(new Counts(1, 0));
        bob.unsubscribe("room");
        assertThat(counts(app, "room")).isEqualTo(Counts.NONE);
    }

    @Test
    default void channels_are_the_occupied_ones_that_start_with_the_prefix() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.join("presence-x", member("ada"));
        bob.join("presence-x", member("bob"));
        connection(app).join("presence-x", member("bob"));
        bob.join("presence-y", member("bob"));
        ada.subscribe("presence"); // a public channel, because there is no dash
        ada.subscribe("public");
        publish(app, event("cache-unoccupied", "1"));
        ada.signIn("ada", "bob");

        assertThat(channels(app, "presence-")).isEqualTo(Map.of("presence-x", 2L, "presence-y", 1L));
        assertThat(channels(app, "presence-y")).containsOnlyKeys("presence-y");
        assertThat(channels(app, "")).containsOnlyKeys("presence-x", "presence-y", "presence", "public");
        assertThat(channels(app, "resence")).isEmpty();
    }

    @Test
    default void a_page_of_channels_begins_after_the_last_name_of_the_page_before() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        List.of("a-1", "a-2", "a-3", "a-4", "b").forEach(ada::subscribe);

        assertThat(await(live().channels(app, "a-", "", 3)).keySet()).containsExactly("a-1", "a-2", "a-3");
        ada.unsubscribe("a-3");
        assertThat(await(live().channels(app, "a-", "a-3", 3)).keySet()).containsExactly("a-4");
        assertThat(await(live().channels(app, "a-", "a-4", 3))).isEmpty();
        assertThat(await(live().channels(app, "", "a-4", 3)).keySet()).containsExactly("b");
    }

    @Test
    default void the_channel_quota_applies_across_all_nodes() {
        App app = with(newApp(), LiveContract.channels(2));
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.subscribe("one");
        bob.join("presence-two", member("bob"));

        assertThat(ada.trySubscribe("three", null)).isEqualTo(new SubscribeResult.TooManyChannels(2));
        assertThat(bob.tryJoin("presence-three", member("bob"))).isEqualTo(new SubscribeResult.TooManyChannels(2));
        bob.subscribe("one");
        ada.join("presence-two", member("ada"));
        assertThat(channels(app, "")).containsOnlyKeys("one", "presence-two");
        await(live("a").unsubscribe(app, ChannelName.parse("one"), null));
        assertThat(ada.trySubscribe("three", null)).isInstanceOf(SubscribeResult.TooManyChannels.class);
        await(live("b").unsubscribe(app, ChannelName.parse("one"), null));
        assertThat(ada.trySubscribe("three", null)).isInstanceOf(SubscribeResult.Subscribed.class);
    }

    @Test
    default void concurrent_subscriptions_do_not_exceed_the_channel_quota() throws Exception {
        App app = with(newApp(), LiveContract.channels(10));

        List<SubscribeResult> results =
                runConcurrently(60, i -> connection(app, i % 2 == 0 ? "a" : "b").trySubscribe("room-" + i, null));

        assertThat(results)
                .filteredOn(SubscribeResult.Subscribed.class::isInstance)
                .hasSize(10);
        assertThat(channels(app, "")).hasSize(10);
    }

    @Test
    default void a_channel_is_vacated_with_its_last_subscription() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("room");
        ada.join("presence-room", member("ada"));

        ada.unsubscribe("room");
        ada.unsubscribe("presence-room");

        assertThat(channels(app, "")).isEmpty();
    }

    @Test
    default void the_longest_names_are_compared_to_the_last_character() {
        App app = newApp();
        String name = "x".repeat(ProtocolLimits.CHANNEL_NAME_LENGTH - 1);
        TestConnection ada = connection(app);
        ada.subscribe(name + "1");

        publish(app, event(name + "2", "no"), event(name + "1", "yes"));

        assertThat(ada.received()).containsExactly(news(name + "1", "yes"));
    }

    /** The cached event and the messages after the sequence are all events, without gap or duplicate. */
    @Test
    default void the_cached_event_and_later_events_have_no_gap_or_duplicate() throws Exception {
        App app = newApp();
        String channel = "cache-row";
        int events = 300;
        publish(app, event(channel, "0"));
        Thread publisher = Thread.startVirtualThread(() -> {
            for (int i = 1; i <= events; i++) {
                publish(app, event(channel, "" + i));
            }
        });

        List<TestConnection> connections = IntStream.range(0, 24)
                .mapToObj(i -> connection(app, i % 2 == 0 ? "a" : "b"))
                .toList();
        List<Integer> cachedNumbers = runConcurrently(connections.size(), i -> {
            CachedEvent cached = connections.get(i).subscribe(channel).cached();
            assertThat(cached).isNotNull();
            return Integer.parseInt(cached.data());
        });
        publisher.join();

        for (int i = 0; i < connections.size(); i++) {
            assertThat(connections.get(i).received())
                    .containsExactlyElementsOf(IntStream.rangeClosed(cachedNumbers.get(i) + 1, events)
                            .mapToObj(n -> news(channel, "" + n))
                            .toList());
        }
    }

    @Test
    default void deleting_an_app_keeps_the_state_of_its_connections() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.join("presence-room", member("ada"));

        await(live().deleteApp(app.key()));

        assertThat(users(app, "presence-room")).containsExactly("ada");
        publish(app, event("presence-room", "1"));
        assertThat(ada.received()).containsExactly(news("presence-room", "1"));
    }

    @Test
    default void deleting_an_unknown_app_does_nothing() {
        await(live().deleteApp("no-such-app"));

        assertThat(await(live().channel(newApp(), ChannelName.parse("room"))))
                .isEqualTo(new ChannelState(Counts.NONE, null));
    }
}
