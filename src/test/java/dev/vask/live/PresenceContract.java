package dev.vask.live;

import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.memberAdded;
import static dev.vask.live.LiveContract.memberRemoved;
import static dev.vask.live.LiveContract.members;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.runConcurrently;
import static dev.vask.live.LiveContract.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.Member;
import dev.vask.protocol.ProtocolLimits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presence (section 7): a member is a user with one or more connections. */
interface PresenceContract extends LiveContract {

    String LOBBY = "presence-lobby";

    @ParameterizedTest
    @ValueSource(strings = {"presence-lobby", "presence-cache-lobby"})
    default void members_are_listed_in_order_of_arrival(String lobby) {
        App app = newApp();
        assertThat(connection(app, "a").join(lobby, member("zoe")).members()).containsExactly(member("zoe"));
        assertThat(connection(app, "b").join(lobby, member("ada")).members())
                .containsExactly(member("zoe"), member("ada"));

        assertThat(connection(app, "a").join(lobby, member("10")).members())
                .containsExactly(member("zoe"), member("ada"), member("10"));
        assertThat(users(app, lobby)).containsExactly("zoe", "ada", "10");
    }

    @Test
    default void other_channels_have_no_members() {
        assertThat(connection(newApp()).subscribe("private-room").members()).isEmpty();
    }

    @Test
    default void an_unoccupied_channel_has_no_members() {
        assertThat(users(newApp(), LOBBY)).isEmpty();
    }

    @Test
    default void a_new_member_is_announced_only_to_the_others() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        ada.join(LOBBY, member("ada"));
        TestConnection bob = connection(app, "b");
        bob.join(LOBBY, member("bob"));

        assertThat(ada.received()).containsExactly(memberAdded(LOBBY, member("bob")));
        assertThat(bob.received()).isEmpty();
    }

    @Test
    default void more_connections_of_a_member_are_neither_announced_nor_counted_as_users() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.join(LOBBY, member("ada"));
        connection(app, "a").join(LOBBY, member("bob"));
        ada.received();

        SubscribeResult.Subscribed again = connection(app, "b").join(LOBBY, member("bob"));

        assertThat(ada.received()).isEmpty();
        assertThat(again.members()).containsExactly(member("ada"), member("bob"));
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(3, 2));
    }

    @Test
    default void a_member_is_removed_with_its_last_connection() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.join(LOBBY, member("ada"));
        TestConnection bob = connection(app, "a");
        TestConnection secondBob = connection(app, "b");
        bob.join(LOBBY, member("bob"));
        secondBob.join(LOBBY, member("bob"));
        ada.received();

        bob.unsubscribe(LOBBY);
        assertThat(ada.received()).isEmpty();
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");

        secondBob.unsubscribe(LOBBY);
        assertThat(ada.received()).containsExactly(memberRemoved(LOBBY, "bob"));
        assertThat(users(app, LOBBY)).containsExactly("ada");
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(1, 1));
    }

    @Test
    default void the_first_info_of_a_member_is_kept_until_its_last_connection_leaves() {
        App app = newApp();
        Member first = new Member("bob", "{\"v\":1}");
        Member second = new Member("bob", "{\"v\":2}");
        TestConnection bob = connection(app, "a");
        TestConnection secondBob = connection(app, "b");
        bob.join(LOBBY, first);

        assertThat(secondBob.join(LOBBY, second).members()).containsExactly(first);

        bob.unsubscribe(LOBBY);
        assertThat(connection(app).join(LOBBY, member("ada")).members()).containsExactly(first, member("ada"));

        secondBob.unsubscribe(LOBBY);
        assertThat(bob.join(LOBBY, second).members()).containsExactly(member("ada"), second);
    }

    @Test
    default void a_returning_member_is_announced_again_and_listed_last() {
        App app = newApp();
        TestConnection ada = connection(app);
        TestConnection bob = connection(app);
        bob.join(LOBBY, member("bob"));
        ada.join(LOBBY, member("ada"));

        bob.unsubscribe(LOBBY);
        bob.join(LOBBY, member("bob"));

        assertThat(ada.received()).containsExactly(memberRemoved(LOBBY, "bob"), memberAdded(LOBBY, member("bob")));
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");
    }

    @Test
    default void members_are_listed_per_channel() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.join(LOBBY, member("ada"));

        connection(app).join("presence-other", member("bob"));

        assertThat(ada.received()).isEmpty();
        assertThat(users(app, LOBBY)).containsExactly("ada");
    }

    @Test
    default void ids_and_infos_of_any_text_are_kept_as_they_are() {
        App app = newApp();
        List<Member> strange = List.of(
                new Member("a:b|c{d}\"e", "null"),
                new Member("é☕\uD83D\uDE00", "[1.0,\"\\u0000\",{}]"),
                new Member(" ", "\"text\""),
                new Member("x".repeat(ProtocolLimits.MEMBER_ID_LENGTH), "{\"i\":\"" + "y".repeat(1000) + "\"}"));

        strange.forEach(it -> connection(app, "b").join(LOBBY, it));

        List<Member> all = connection(app, "a").join(LOBBY, member("ada")).members();
        assertThat(all.subList(0, strange.size())).isEqualTo(strange);
        assertThat(users(app, LOBBY))
                .startsWith(strange.stream().map(Member::id).toArray(String[]::new));
    }

    @Test
    default void a_full_channel_rejects_another_member() {
        App app = with(newApp(), members(2));
        TestConnection ada = connection(app);
        ada.join(LOBBY, member("ada"));
        connection(app, "b").join(LOBBY, member("bob"));
        ada.received();

        assertThat(connection(app, "b").tryJoin(LOBBY, member("eve"))).isEqualTo(new SubscribeResult.Full(2));

        assertThat(ada.received()).isEmpty();
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(2, 2));
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");
    }

    @Test
    default void a_full_channel_accepts_more_connections_of_its_members() {
        App app = with(newApp(), members(1));
        connection(app, "a").join(LOBBY, member("ada"));

        connection(app, "b").join(LOBBY, member("ada"));

        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(2, 1));
    }

    @Test
    default void a_member_can_join_after_another_left() {
        App app = with(newApp(), members(1));
        TestConnection ada = connection(app);
        ada.join(LOBBY, member("ada"));
        ada.unsubscribe(LOBBY);

        assertThat(connection(app).join(LOBBY, member("bob")).members()).containsExactly(member("bob"));
    }

    @Test
    default void the_member_limit_applies_per_channel() {
        App app = with(newApp(), members(1));
        connection(app).join(LOBBY, member("ada"));

        connection(app).join("presence-other", member("bob"));

        assertThat(users(app, "presence-other")).containsExactly("bob");
    }

    @Test
    default void a_lowered_member_limit_applies_only_to_new_members() {
        App app = with(newApp(), members(3));
        IntStream.range(0, 3).forEach(i -> connection(app).join(LOBBY, member("m" + i)));

        App lowered = with(app, members(1));

        assertThat(connection(lowered).tryJoin(LOBBY, member("eve"))).isEqualTo(new SubscribeResult.Full(1));
        assertThat(users(app, LOBBY)).hasSize(3);
    }

    @Test
    default void the_default_member_limit_is_100_and_can_be_removed() {
        App app = newApp();
        IntStream.range(0, 100).forEach(i -> connection(app).join(LOBBY, member("m" + i)));

        assertThat(connection(app).tryJoin(LOBBY, member("m100"))).isEqualTo(new SubscribeResult.Full(100));
        assertThat(connection(with(app, UNLIMITED)).join(LOBBY, member("m100")).members())
                .hasSize(101);
    }

    @Test
    default void concurrent_joins_do_not_exceed_the_limit() throws Exception {
        App app = with(newApp(), members(10));

        List<SubscribeResult> results =
                runConcurrently(40, i -> connection(app, i % 2 == 0 ? "a" : "b").tryJoin(LOBBY, member("m" + i)));

        assertThat(results)
                .filteredOn(it -> it instanceof SubscribeResult.Subscribed)
                .hasSize(10);
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(10, 10));
    }

    /** Each member gets earlier members in its list and later ones as announcements (7.7). */
    @Test
    default void the_member_list_and_later_announcements_have_no_gap_or_duplicate() throws Exception {
        App app = newApp();
        List<TestConnection> connections = IntStream.range(0, 30)
                .mapToObj(i -> connection(app, i % 2 == 0 ? "a" : "b"))
                .toList();

        List<List<Member>> memberLists = runConcurrently(
                connections.size(),
                i -> connections.get(i).join(LOBBY, member("m" + i)).members());

        List<String> order = users(app, LOBBY);
        assertThat(order).hasSize(connections.size()).doesNotHaveDuplicates();
        for (int i = 0; i < connections.size(); i++) {
            int place = order.indexOf("m" + i) + 1;
            assertThat(memberLists.get(i)).extracting(Member::id).isEqualTo(order.subList(0, place));
            assertThat(connections.get(i).received())
                    .containsExactlyElementsOf(order.subList(place, order.size()).stream()
                            .map(id -> memberAdded(LOBBY, member(id)))
                            .toList());
        }
    }
}
