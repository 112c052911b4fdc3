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

/** Subscription counts (section 12): every change up to 100 subscribers, above that at most one every 5 s. */
interface SubscriptionCountContract extends LiveContract {

    private List<TestConnection> subscribers(App app, int many) {
        List<TestConnection> connections = IntStream.range(0, many)
                .mapToObj(i -> connection(app, i % 2 == 0 ? "a" : "b"))
                .toList();
        connections.forEach(connection -> connection.subscribe("room"));
        return connections;
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
    default void each_change_is_sent_to_all_subscribers_including_the_new_one(String channel) {
        App app = counting(newApp());
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");

        ada.subscribe(channel);
        bob.subscribe(channel);
        bob.unsubscribe(channel);

        assertThat(ada.received()).containsExactly(count(channel, 1), count(channel, 2), count(channel, 1));
        assertThat(bob.received()).containsExactly(count(channel, 2));
    }

    @Test
    default void a_closed_connection_changes_the_count() {
        App app = counting(newApp());
        TestConnection ada = connection(app);
        TestConnection bob = connection(app);
        ada.subscribe("room");
        bob.subscribe("room");
        ada.received();

        bob.disconnect();

        assertThat(ada.received()).containsExactly(count("room", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-x", "presence-cache-x"})
    default void presence_channels_have_no_subscription_count(String channel) {
        App app = counting(newApp());
        TestConnection ada = connection(app);
        ada.join(channel, member("ada"));
        connection(app).join(channel, member("bob"));
        fixture().advance(interval());

        assertThat(ada.received()).containsExactly(memberAdded(channel, member("bob")));
    }

    @Test
    default void counts_are_sent_only_if_enabled() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.subscribe("room");
        connection(app).subscribe("room");

        assertThat(ada.received()).isEmpty();
    }

    @Test
    default void every_change_is_sent_up_to_100_subscribers() {
        App app = counting(newApp());

        TestConnection first = subscribers(app, 100).getFirst();

        assertThat(first.received())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> count("room", i))
                        .toList());
    }

    @Test
    default void above_100_subscribers_changes_are_combined_for_five_seconds() {
        App app = counting(newApp());
        TestConnection first = subscribers(app, 100).getFirst();
        first.received();

        subscribers(app, 3);
        assertThat(first.received()).isEmpty();

        fixture().advance(interval());
        assertThat(first.received()).containsExactly(count("room", 103));
    }

    @Test
    default void an_unchanged_count_is_not_sent_again() {
        App app = counting(newApp());
        TestConnection first = subscribers(app, 101).getFirst();
        fixture().advance(interval());
        first.received();

        fixture().advance(interval());
        fixture().advance(interval());

        assertThat(first.received()).isEmpty();
    }

    @Test
    default void a_change_after_five_seconds_is_sent_immediately_and_the_next_is_not() {
        App app = counting(newApp());
        List<TestConnection> connections = subscribers(app, 103);
        TestConnection first = connections.getFirst();
        fixture().advance(interval());
        first.received();
        fixture().advance(interval());

        connections.get(102).unsubscribe("room");
        connections.get(101).unsubscribe("room");

        assertThat(first.received()).containsExactly(count("room", 102));
    }

    @Test
    default void a_change_back_to_100_is_sent_immediately() {
        App app = counting(newApp());
        List<TestConnection> connections = subscribers(app, 101);
        TestConnection first = connections.getFirst();
        first.received();

        connections.get(100).unsubscribe("room");

        assertThat(first.received()).containsExactly(count("room", 100));
        fixture().advance(interval());
        assertThat(first.received()).isEmpty();
    }

    @Test
    default void pending_counts_are_not_sent_after_they_are_disabled() {
        App app = counting(newApp());
        TestConnection first = subscribers(app, 102).getFirst();
        first.received();

        App silent =
                new App(app.key(), app.name(), true, true, false, app.allowedOrigins(), app.quotas(), app.secrets());
        TestConnection another = connection(silent);
        another.subscribe("room");
        fixture().advance(interval());

        assertThat(another.received()).isEmpty();
    }
}
