package dev.vask.live;

import static dev.vask.live.LiveContract.atOnce;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.to;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ProtocolLimits;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Subscriptions: who hears what from when on, and which channels are occupied by how many. */
interface SubscribingContract extends LiveContract {

    @Test
    default void a_subscriber_hears_what_is_published_from_then_on() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("room");

        publish(app, event("room", "1"));
        publish(app, event("room", "2"));

        assertThat(ada.hears()).containsExactly(news("room", "1"), news("room", "2"));
    }

    @Test
    default void what_was_published_before_is_not_after_the_sequence_of_a_newcomer() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("room");
        publish(app, event("room", "early"));

        Peer bob = peer(app);
        bob.subscribe("room");
        publish(app, event("room", "late"));

        assertThat(bob.hears()).containsExactly(news("room", "late"));
        assertThat(ada.hears()).containsExactly(news("room", "early"), news("room", "late"));
    }

    @Test
    default void subscribers_on_every_node_hear_an_event_once() {
        App app = newApp();
        List<Peer> everybody = List.of(peer(app, "a"), peer(app, "a"), peer(app, "b"), peer(app, "b"));
        everybody.forEach(peer -> peer.subscribe("room"));

        await(live("b").publish(app, new Publication(List.of(event("room", "1")), 1, false)));

        assertThat(everybody).allSatisfy(peer -> assertThat(peer.hears()).containsExactly(news("room", "1")));
    }

    @Test
    default void events_published_one_after_the_other_arrive_in_order_whichever_node_they_were_published_on() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("room");

        for (int i = 0; i < 50; i++) {
            await(live(i % 2 == 0 ? "a" : "b").publish(app, new Publication(List.of(event("room", "" + i)), 1, false)));
        }

        assertThat(ada.hears())
                .containsExactlyElementsOf(IntStream.range(0, 50)
                        .mapToObj(i -> news("room", "" + i))
                        .toList());
    }

    @Test
    default void the_excluded_socket_alone_does_not_hear_the_event() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");

        publish(app, Event.fromBackend(to("room"), "news", "1", ada.id));

        assertThat(ada.hears()).isEmpty();
        assertThat(bob.hears()).containsExactly(news("room", "1"));
    }

    @Test
    default void data_arrives_as_it_was_sent_whatever_it_is() {
        App app = newApp();
        Peer ada = peer(app, "b");
        ada.subscribe("room");
        List<String> texts = List.of("", "{\"a\": 1 }", "Grüße ☕ \uD83D\uDE00", "\0\n\r\t\\\"'", " ", "null");

        texts.forEach(text -> publish(app, event("room", text)));

        assertThat(ada.hears())
                .containsExactlyElementsOf(
                        texts.stream().map(text -> news("room", text)).toList());
    }

    @Test
    default void an_event_reaches_its_channel_alone() {
        App app = newApp();
        Peer ada = peer(app);
        Peer bob = peer(app);
        ada.subscribe("room");
        bob.subscribe("room2");

        publish(app, event("room", "1"));

        assertThat(ada.hears()).containsExactly(news("room", "1"));
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    default void one_socket_hears_all_its_channels_in_one_order() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("left");
        ada.subscribe("right");

        publish(app, event("left", "1"), event("right", "2"), event("left", "3"));
        publish(app, event("right", "4"));

        assertThat(ada.hears())
                .containsExactly(news("left", "1"), news("right", "2"), news("left", "3"), news("right", "4"));
    }

    @Test
    default void the_same_channel_of_two_apps_never_meets() {
        App mine = newApp();
        App yours = newApp();
        Peer ada = peer(mine);
        Peer eve = peer(yours);
        ada.join("presence-cache-room", member("ada"));
        eve.join("presence-cache-room", member("eve"));

        publish(mine, event("presence-cache-room", "1"));

        assertThat(ada.hears()).containsExactly(news("presence-cache-room", "1"));
        assertThat(eve.hears()).isEmpty();
        assertThat(users(mine, "presence-cache-room")).containsExactly("ada");
        assertThat(users(yours, "presence-cache-room")).containsExactly("eve");
        assertThat(counts(yours, "presence-cache-room")).isEqualTo(new Counts(1, 1));
        assertThat(cached(yours, "presence-cache-room")).isNull();
    }

    @Test
    default void who_unsubscribed_and_subscribes_again_hears_nothing_of_the_time_between() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");
        ada.unsubscribe("room");
        publish(app, event("room", "between"));

        ada.subscribe("room");
        publish(app, event("room", "after"));

        assertThat(ada.hears()).containsExactly(news("room", "after"));
        assertThat(bob.hears()).containsExactly(news("room", "between"), news("room", "after"));
    }

    @Test
    default void publishing_where_nobody_listens_is_accepted() {
        assertThat(publish(newApp(), event("nobody", "1"))).isEqualTo(new PublishResult.Accepted(List.of()));
    }

    @Test
    default void connections_are_counted_on_all_nodes_together() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
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
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
        ada.join("presence-x", member("ada"));
        bob.join("presence-x", member("bob"));
        peer(app).join("presence-x", member("bob"));
        bob.join("presence-y", member("bob"));
        ada.subscribe("presence"); // without the dash it is a public channel
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
        Peer ada = peer(app, "a");
        List.of("a-1", "a-2", "a-3", "a-4", "b").forEach(ada::subscribe);

        assertThat(await(live().channels(app, "a-", "", 3)).keySet()).containsExactly("a-1", "a-2", "a-3");
        ada.unsubscribe("a-3");
        assertThat(await(live().channels(app, "a-", "a-3", 3)).keySet()).containsExactly("a-4");
        assertThat(await(live().channels(app, "a-", "a-4", 3))).isEmpty();
        assertThat(await(live().channels(app, "", "a-4", 3)).keySet()).containsExactly("b");
    }

    @Test
    default void an_app_has_as_many_occupied_channels_as_its_quota_on_all_nodes_together() {
        App app = with(newApp(), LiveContract.channels(2));
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
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
    default void of_many_channels_that_are_asked_for_at_once_just_as_many_are_occupied() throws Exception {
        App app = with(newApp(), LiveContract.channels(10));

        List<SubscribeResult> answers =
                atOnce(60, i -> peer(app, i % 2 == 0 ? "a" : "b").trySubscribe("room-" + i, null));

        assertThat(answers).filteredOn(SubscribeResult.Subscribed.class::isInstance).hasSize(10);
        assertThat(channels(app, "")).hasSize(10);
    }

    @Test
    default void a_channel_is_gone_when_its_last_subscription_is() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("room");
        ada.join("presence-room", member("ada"));

        ada.unsubscribe("room");
        ada.unsubscribe("presence-room");

        assertThat(channels(app, "")).isEmpty();
    }

    @Test
    default void a_channel_name_of_greatest_length_is_told_from_one_that_differs_in_its_last_character() {
        App app = newApp();
        String name = "x".repeat(ProtocolLimits.CHANNEL_NAME_LENGTH - 1);
        Peer ada = peer(app);
        ada.subscribe(name + "1");

        publish(app, event(name + "2", "no"), event(name + "1", "yes"));

        assertThat(ada.hears()).containsExactly(news(name + "1", "yes"));
    }

    /** The cached event of the snapshot and the messages after its sequence make up the whole row, without gap or repeat. */
    @Test
    default void a_snapshot_and_what_comes_after_it_fit_together_while_others_publish() throws Exception {
        App app = newApp();
        String channel = "cache-row";
        int events = 300;
        publish(app, event(channel, "0"));
        Thread publisher = Thread.startVirtualThread(() -> {
            for (int i = 1; i <= events; i++) {
                publish(app, event(channel, "" + i));
            }
        });

        List<Peer> peers = IntStream.range(0, 24)
                .mapToObj(i -> peer(app, i % 2 == 0 ? "a" : "b"))
                .toList();
        List<Integer> firsts = atOnce(peers.size(), i -> {
            CachedEvent cached = peers.get(i).subscribe(channel).cached();
            assertThat(cached).isNotNull();
            return Integer.parseInt(cached.data());
        });
        publisher.join();

        for (int i = 0; i < peers.size(); i++) {
            assertThat(peers.get(i).hears())
                    .containsExactlyElementsOf(IntStream.rangeClosed(firsts.get(i) + 1, events)
                            .mapToObj(n -> news(channel, "" + n))
                            .toList());
        }
    }

    @Test
    default void forgetting_an_app_leaves_what_its_connections_hold() {
        App app = newApp();
        Peer ada = peer(app);
        ada.join("presence-room", member("ada"));

        await(live().deleteApp(app.key()));

        assertThat(users(app, "presence-room")).containsExactly("ada");
        publish(app, event("presence-room", "1"));
        assertThat(ada.hears()).containsExactly(news("presence-room", "1"));
    }

    @Test
    default void forgetting_an_app_that_was_never_there_does_nothing() {
        await(live().deleteApp("no-such-app"));

        assertThat(await(live().channel(newApp(), ChannelName.parse("room"))))
                .isEqualTo(new ChannelState(Counts.NONE, null));
    }
}
