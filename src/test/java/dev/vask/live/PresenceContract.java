package dev.vask.live;

import static dev.vask.live.LiveContract.atOnce;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.memberAdded;
import static dev.vask.live.LiveContract.memberRemoved;
import static dev.vask.live.LiveContract.members;
import static dev.vask.live.LiveContract.newApp;
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

/** Presence (section 7): members are users, not sockets. */
interface PresenceContract extends LiveContract {

    String LOBBY = "presence-lobby";

    @ParameterizedTest
    @ValueSource(strings = {"presence-lobby", "presence-cache-lobby"})
    default void the_roster_holds_everybody_in_order_of_arrival_the_newcomer_last(String lobby) {
        App app = newApp();
        assertThat(peer(app, "a").join(lobby, member("zoe")).members()).containsExactly(member("zoe"));
        assertThat(peer(app, "b").join(lobby, member("ada")).members()).containsExactly(member("zoe"), member("ada"));

        assertThat(peer(app, "a").join(lobby, member("10")).members())
                .containsExactly(member("zoe"), member("ada"), member("10"));
        assertThat(users(app, lobby)).containsExactly("zoe", "ada", "10");
    }

    @Test
    default void channels_without_presence_have_no_roster() {
        assertThat(peer(newApp()).subscribe("private-room").members()).isEmpty();
    }

    @Test
    default void nobody_is_present_on_an_unoccupied_channel() {
        assertThat(users(newApp(), LOBBY)).isEmpty();
    }

    @Test
    default void a_newcomer_is_announced_to_those_already_present_and_not_to_itself() {
        App app = newApp();
        Peer ada = peer(app, "a");
        ada.join(LOBBY, member("ada"));
        Peer bob = peer(app, "b");
        bob.join(LOBBY, member("bob"));

        assertThat(ada.hears()).containsExactly(memberAdded(LOBBY, member("bob")));
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    default void further_sockets_of_a_member_are_not_announced_and_not_counted_as_users() {
        App app = newApp();
        Peer ada = peer(app);
        ada.join(LOBBY, member("ada"));
        peer(app, "a").join(LOBBY, member("bob"));
        ada.hears();

        SubscribeResult.Subscribed again = peer(app, "b").join(LOBBY, member("bob"));

        assertThat(ada.hears()).isEmpty();
        assertThat(again.members()).containsExactly(member("ada"), member("bob"));
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(3, 2));
    }

    @Test
    default void a_member_is_gone_with_its_last_socket_only() {
        App app = newApp();
        Peer ada = peer(app);
        ada.join(LOBBY, member("ada"));
        Peer bob = peer(app, "a");
        Peer bobToo = peer(app, "b");
        bob.join(LOBBY, member("bob"));
        bobToo.join(LOBBY, member("bob"));
        ada.hears();

        bob.unsubscribe(LOBBY);
        assertThat(ada.hears()).isEmpty();
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");

        bobToo.unsubscribe(LOBBY);
        assertThat(ada.hears()).containsExactly(memberRemoved(LOBBY, "bob"));
        assertThat(users(app, LOBBY)).containsExactly("ada");
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(1, 1));
    }

    @Test
    default void the_first_description_of_a_member_stays_in_force_until_its_last_socket_leaves() {
        App app = newApp();
        Member first = new Member("bob", "{\"v\":1}");
        Member second = new Member("bob", "{\"v\":2}");
        Peer bob = peer(app, "a");
        Peer bobToo = peer(app, "b");
        bob.join(LOBBY, first);

        assertThat(bobToo.join(LOBBY, second).members()).containsExactly(first);

        bob.unsubscribe(LOBBY);
        assertThat(peer(app).join(LOBBY, member("ada")).members()).containsExactly(first, member("ada"));

        bobToo.unsubscribe(LOBBY);
        assertThat(bob.join(LOBBY, second).members()).containsExactly(member("ada"), second);
    }

    @Test
    default void who_comes_back_is_announced_again_and_stands_last() {
        App app = newApp();
        Peer ada = peer(app);
        Peer bob = peer(app);
        bob.join(LOBBY, member("bob"));
        ada.join(LOBBY, member("ada"));

        bob.unsubscribe(LOBBY);
        bob.join(LOBBY, member("bob"));

        assertThat(ada.hears()).containsExactly(memberRemoved(LOBBY, "bob"), memberAdded(LOBBY, member("bob")));
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");
    }

    @Test
    default void members_are_of_one_channel() {
        App app = newApp();
        Peer ada = peer(app);
        ada.join(LOBBY, member("ada"));

        peer(app).join("presence-other", member("bob"));

        assertThat(ada.hears()).isEmpty();
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

        strange.forEach(it -> peer(app, "b").join(LOBBY, it));

        List<Member> all = peer(app, "a").join(LOBBY, member("ada")).members();
        assertThat(all.subList(0, strange.size())).isEqualTo(strange);
        assertThat(users(app, LOBBY))
                .startsWith(strange.stream().map(Member::id).toArray(String[]::new));
    }

    @Test
    default void a_full_channel_refuses_another_member_and_nothing_changes() {
        App app = with(newApp(), members(2));
        Peer ada = peer(app);
        ada.join(LOBBY, member("ada"));
        peer(app, "b").join(LOBBY, member("bob"));
        ada.hears();

        assertThat(peer(app, "b").tryJoin(LOBBY, member("eve"))).isEqualTo(new SubscribeResult.Full(2));

        assertThat(ada.hears()).isEmpty();
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(2, 2));
        assertThat(users(app, LOBBY)).containsExactly("ada", "bob");
    }

    @Test
    default void a_full_channel_takes_further_sockets_of_its_members() {
        App app = with(newApp(), members(1));
        peer(app, "a").join(LOBBY, member("ada"));

        peer(app, "b").join(LOBBY, member("ada"));

        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(2, 1));
    }

    @Test
    default void there_is_room_again_when_a_member_leaves() {
        App app = with(newApp(), members(1));
        Peer ada = peer(app);
        ada.join(LOBBY, member("ada"));
        ada.unsubscribe(LOBBY);

        assertThat(peer(app).join(LOBBY, member("bob")).members()).containsExactly(member("bob"));
    }

    @Test
    default void the_limit_is_each_channels_own() {
        App app = with(newApp(), members(1));
        peer(app).join(LOBBY, member("ada"));

        peer(app).join("presence-other", member("bob"));

        assertThat(users(app, "presence-other")).containsExactly("bob");
    }

    @Test
    default void a_limit_that_was_lowered_counts_from_then_on_and_puts_nobody_out() {
        App app = with(newApp(), members(3));
        IntStream.range(0, 3).forEach(i -> peer(app).join(LOBBY, member("m" + i)));

        App lowered = with(app, members(1));

        assertThat(peer(lowered).tryJoin(LOBBY, member("eve"))).isEqualTo(new SubscribeResult.Full(1));
        assertThat(users(app, LOBBY)).hasSize(3);
    }

    @Test
    default void the_protocols_limit_is_a_hundred_and_without_limit_there_is_none() {
        App app = newApp();
        IntStream.range(0, 100).forEach(i -> peer(app).join(LOBBY, member("m" + i)));

        assertThat(peer(app).tryJoin(LOBBY, member("m100"))).isEqualTo(new SubscribeResult.Full(100));
        assertThat(peer(with(app, UNLIMITED)).join(LOBBY, member("m100")).members())
                .hasSize(101);
    }

    @Test
    default void of_many_who_want_the_last_places_at_once_just_as_many_get_in() throws Exception {
        App app = with(newApp(), members(10));

        List<SubscribeResult> answers =
                atOnce(40, i -> peer(app, i % 2 == 0 ? "a" : "b").tryJoin(LOBBY, member("m" + i)));

        assertThat(answers)
                .filteredOn(it -> it instanceof SubscribeResult.Subscribed)
                .hasSize(10);
        assertThat(counts(app, LOBBY)).isEqualTo(new Counts(10, 10));
    }

    /** The joins of one channel, seen by each member: those before it are in its roster, those after it are announced (7.7). */
    @Test
    default void a_roster_and_what_is_announced_after_it_never_lose_or_double_a_member() throws Exception {
        App app = newApp();
        List<Peer> peers = IntStream.range(0, 30)
                .mapToObj(i -> peer(app, i % 2 == 0 ? "a" : "b"))
                .toList();

        List<List<Member>> rosters = atOnce(
                peers.size(), i -> peers.get(i).join(LOBBY, member("m" + i)).members());

        List<String> order = users(app, LOBBY);
        assertThat(order).hasSize(peers.size()).doesNotHaveDuplicates();
        for (int i = 0; i < peers.size(); i++) {
            int place = order.indexOf("m" + i) + 1;
            assertThat(rosters.get(i)).extracting(Member::id).isEqualTo(order.subList(0, place));
            assertThat(peers.get(i).hears())
                    .containsExactlyElementsOf(order.subList(place, order.size()).stream()
                            .map(id -> memberAdded(LOBBY, member(id)))
                            .toList());
        }
    }
}
