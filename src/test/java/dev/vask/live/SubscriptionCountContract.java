package dev.vask.live;

import static dev.vask.live.LiveContract.count;
import static dev.vask.live.LiveContract.counting;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.memberAdded;
import static dev.vask.live.LiveContract.newApp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscription counts (section 12): told to the subscribers, each change up to a hundred of them, then every 5 s at most. */
interface SubscriptionCountContract extends LiveContract {

    private List<Peer> subscribers(App app, int many) {
        List<Peer> peers = IntStream.range(0, many)
                .mapToObj(i -> peer(app, i % 2 == 0 ? "a" : "b"))
                .toList();
        peers.forEach(peer -> peer.subscribe("room"));
        return peers;
    }

    private static Duration interval() {
        return ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "room",
                "private-x",
                "cache-x",
                "private-cache-x",
                "private-encrypted-x",
                "private-encrypted-cache-x"
            })
    default void each_subscribe_and_unsubscribe_is_told_to_all_subscribers_the_new_one_too(String channel) {
        App app = counting(newApp());
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");

        ada.subscribe(channel);
        bob.subscribe(channel);
        bob.unsubscribe(channel);

        assertThat(ada.hears()).containsExactly(count(channel, 1), count(channel, 2), count(channel, 1));
        assertThat(bob.hears()).containsExactly(count(channel, 2));
    }

    @Test
    default void a_closed_connection_is_told_like_an_unsubscribe() {
        App app = counting(newApp());
        Peer ada = peer(app);
        Peer bob = peer(app);
        ada.subscribe("room");
        bob.subscribe("room");
        ada.hears();

        bob.disconnect();

        assertThat(ada.hears()).containsExactly(count("room", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-x", "presence-cache-x"})
    default void presence_channels_never_tell_a_count(String channel) {
        App app = counting(newApp());
        Peer ada = peer(app);
        ada.join(channel, member("ada"));
        peer(app).join(channel, member("bob"));
        service().advance(interval());

        assertThat(ada.hears()).containsExactly(memberAdded(channel, member("bob")));
    }

    @Test
    default void an_app_that_did_not_ask_for_counts_hears_none() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("room");
        peer(app).subscribe("room");

        assertThat(ada.hears()).isEmpty();
    }

    @Test
    default void up_to_a_hundred_subscribers_hear_every_change() {
        App app = counting(newApp());

        Peer first = subscribers(app, 100).getFirst();

        assertThat(first.hears())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> count("room", i))
                        .toList());
    }

    @Test
    default void above_a_hundred_the_changes_of_five_seconds_are_told_as_one() {
        App app = counting(newApp());
        Peer first = subscribers(app, 100).getFirst();
        first.hears();

        subscribers(app, 3);
        assertThat(first.hears()).isEmpty();

        service().advance(interval());
        assertThat(first.hears()).containsExactly(count("room", 103));
    }

    @Test
    default void what_was_told_is_not_told_again_while_nothing_changes() {
        App app = counting(newApp());
        Peer first = subscribers(app, 101).getFirst();
        service().advance(interval());
        first.hears();

        service().advance(interval());
        service().advance(interval());

        assertThat(first.hears()).isEmpty();
    }

    @Test
    default void a_change_after_five_quiet_seconds_is_told_at_once_and_the_next_is_not() {
        App app = counting(newApp());
        List<Peer> peers = subscribers(app, 103);
        Peer first = peers.getFirst();
        service().advance(interval());
        first.hears();
        service().advance(interval());

        peers.get(102).unsubscribe("room");
        peers.get(101).unsubscribe("room");

        assertThat(first.hears()).containsExactly(count("room", 102));
    }

    @Test
    default void back_at_a_hundred_the_change_is_told_at_once() {
        App app = counting(newApp());
        List<Peer> peers = subscribers(app, 101);
        Peer first = peers.getFirst();
        first.hears();

        peers.get(100).unsubscribe("room");

        assertThat(first.hears()).containsExactly(count("room", 100));
        service().advance(interval());
        assertThat(first.hears()).isEmpty();
    }

    @Test
    default void counts_that_were_held_back_are_not_told_after_the_app_switched_them_off() {
        App app = counting(newApp());
        Peer first = subscribers(app, 102).getFirst();
        first.hears();

        App silent =
                new App(app.key(), app.name(), true, true, false, app.allowedOrigins(), app.quotas(), app.secrets());
        Peer another = peer(silent);
        another.subscribe("room");
        service().advance(interval());

        assertThat(another.hears()).isEmpty();
    }
}
