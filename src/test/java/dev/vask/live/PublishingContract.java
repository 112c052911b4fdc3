package dev.vask.live;

import static dev.vask.live.LiveContract.atOnce;
import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.frame;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.rate;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishing: all of a publication or none of it, in its order, as fast as the app may. */
interface PublishingContract extends LiveContract {

    private PublishResult publish(App app, int weight, Event... events) {
        return await(live().publish(app, new Publication(List.of(events), weight, false)));
    }

    private static Duration refused(PublishResult published) {
        assertThat(published).isInstanceOf(PublishResult.OverRate.class);
        return ((PublishResult.OverRate) published).retryAfter();
    }

    private static void accepted(PublishResult published) {
        assertThat(published).isInstanceOf(PublishResult.Accepted.class);
    }

    @Test
    default void the_events_of_a_publication_arrive_in_its_order() {
        App app = newApp();
        Peer ada = peer(app, "b");
        ada.subscribe("room");
        ada.subscribe("room2");

        publish(app, 3, event("room", "1"), event("room2", "2"), event("room", "3"));

        assertThat(ada.hears()).containsExactly(news("room", "1"), news("room2", "2"), news("room", "3"));
    }

    @Test
    default void a_publication_of_a_hundred_events_arrives_whole() {
        App app = newApp();
        Peer ada = peer(app, "b");
        ada.subscribe("room");
        Event[] events =
                IntStream.range(0, 100).mapToObj(i -> event("room", "" + i)).toArray(Event[]::new);

        publish(app, 1, events);

        assertThat(ada.hears()).hasSize(100);
    }

    @Test
    default void publications_of_several_at_once_do_not_mix() throws Exception {
        App app = newApp();
        Peer ada = peer(app, "b");
        ada.subscribe("room");

        atOnce(20, i -> publish(app, 3, event("room", i + ".0"), event("room", i + ".1"), event("room", i + ".2")));

        List<String> heard = ada.hears();
        assertThat(heard).hasSize(60).doesNotHaveDuplicates();
        for (int i = 0; i < heard.size(); i += 3) {
            String first = heard.get(i);
            assertThat(heard.subList(i, i + 3))
                    .containsExactly(first, first.replace(".0\"", ".1\""), first.replace(".0\"", ".2\""));
        }
    }

    @Test
    default void who_asks_is_told_how_many_hear_each_event_in_order() {
        App app = newApp();
        peer(app, "a").join("presence-x", member("ada"));
        peer(app, "b").join("presence-x", member("ada"));
        peer(app, "b").subscribe("room");
        peer(app).signIn("ada");
        List<Event> events = List.of(
                event("room", "1"),
                event("nobody", "2"),
                event("presence-x", "3"),
                Event.fromBackend(toUser("ada"), "news", "4", null));

        assertThat(await(live().publish(app, new Publication(events, 1, true))))
                .isEqualTo(new PublishResult.Accepted(
                        List.of(new Counts(1, 0), Counts.NONE, new Counts(2, 1), Counts.NONE)));
    }

    @Test
    default void who_does_not_ask_is_told_no_counts() {
        App app = newApp();
        peer(app).subscribe("room");

        assertThat(publish(app, 1, event("room", "1"))).isEqualTo(new PublishResult.Accepted(List.of()));
    }

    @Test
    default void a_client_event_names_the_member_who_sent_it_and_is_not_heard_by_it() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        ada.join("presence-x", member("ada"));
        adaToo.join("presence-x", member("ada"));

        await(live().publish(app, Publication.ofClient(clientEvent("presence-x", "hi", ada, "ada"))));

        assertThat(ada.hears()).isEmpty();
        assertThat(adaToo.hears())
                .containsExactly(frame(new ServerMessage.ChannelEvent("presence-x", "client-news", "hi", "ada")));
    }

    @Test
    default void an_app_may_publish_as_much_as_its_rate_and_no_more() {
        App app = with(newApp(), rate(3));
        accepted(publish(app, 1, event("room", "1")));
        accepted(publish(app, 1, event("room", "2")));
        accepted(publish(app, 1, event("room", "3")));

        Duration wait = refused(publish(app, 1, event("room", "4")));

        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofMillis(334));
    }

    @Test
    default void who_waits_as_long_as_it_was_told_may_publish_again() {
        App app = with(newApp(), rate(7));
        accepted(publish(app, 7, event("room", "1")));
        for (int i = 0; i < 10; i++) {
            Duration wait = refused(publish(app, 5, event("room", "early")));

            service().advance(wait);

            accepted(publish(app, 5, event("room", "now")));
        }
    }

    @Test
    default void each_event_of_a_publication_weighs() {
        App app = with(newApp(), rate(3));
        accepted(publish(app, 2, event("room", "1"), event("room", "2")));

        refused(publish(app, 2, event("room", "3"), event("room", "4")));

        accepted(publish(app, 1, event("room", "5")));
    }

    @Test
    default void a_publication_heavier_than_the_rate_passes_after_a_rest_and_is_paid_for_after() {
        App app = with(newApp(), rate(2));
        accepted(publish(app, 4, event("room", "1")));

        Duration wait = refused(publish(app, 1, event("room", "2")));

        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_500));
    }

    @Test
    default void nothing_of_a_refused_publication_is_heard_or_kept() {
        App app = with(newApp(), rate(2));
        Peer ada = peer(app);
        ada.subscribe("cache-x");
        ada.subscribe("room");
        accepted(publish(app, 1, event("cache-x", "first")));

        refused(publish(app, 2, event("room", "no"), event("cache-x", "no")));

        assertThat(ada.hears()).containsExactly(news("cache-x", "first"));
        assertThat(cached(app, "cache-x")).extracting(CachedEvent::data).isEqualTo("first");
    }

    @Test
    default void client_events_do_not_weigh_and_are_not_refused() {
        App app = with(newApp(), rate(1));
        Peer ada = peer(app);
        ada.subscribe("private-x");
        for (int i = 0; i < 5; i++) {
            accepted(await(live().publish(app, Publication.ofClient(clientEvent("private-x", "" + i, ada, null)))));
        }

        accepted(publish(app, 1, event("room", "1")));

        refused(publish(app, 1, event("room", "2")));
        accepted(await(live().publish(app, Publication.ofClient(clientEvent("private-x", "6", ada, null)))));
    }

    @Test
    default void an_app_without_a_rate_is_never_refused() {
        App app = newApp();

        for (int i = 0; i < 200; i++) {
            accepted(publish(app, 10, event("room", "1")));
        }
    }

    @Test
    default void the_rate_is_one_for_all_nodes() {
        App app = with(newApp(), rate(2));
        Publication one = new Publication(List.of(event("room", "1")), 1, false);

        accepted(await(live("a").publish(app, one)));
        accepted(await(live("b").publish(app, one)));

        refused(await(live("a").publish(app, one)));
        refused(await(live("b").publish(app, one)));
    }

    @Test
    default void each_app_has_its_own_rate() {
        App app = with(newApp(), rate(1));
        accepted(publish(app, 1, event("room", "1")));
        refused(publish(app, 1, event("room", "2")));

        accepted(publish(with(newApp(), rate(1)), 1, event("room", "1")));
    }

    @Test
    default void a_rate_that_is_changed_counts_at_once() {
        App app = with(newApp(), rate(1));
        accepted(publish(app, 1, event("room", "1")));
        refused(publish(app, 1, event("room", "2")));

        accepted(publish(with(app, UNLIMITED), 1, event("room", "3")));
    }

    @Test
    default void forgetting_an_app_forgets_what_it_published() {
        App app = with(newApp(), rate(1));
        accepted(publish(app, 1, event("room", "1")));

        await(live().deleteApp(app.key()));

        accepted(publish(app, 1, event("room", "2")));
    }

    @Test
    default void of_many_who_publish_at_once_just_as_many_are_accepted_as_the_rate_allows() throws Exception {
        App app = with(newApp(), rate(10));
        long start = System.nanoTime();

        List<PublishResult> answers = atOnce(60, i -> publish(app, 1, event("room", "" + i)));

        long refilled =
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 100 + 1; // where time cannot be held still
        assertThat(answers.stream()
                        .filter(it -> it instanceof PublishResult.Accepted)
                        .count())
                .isBetween(10L, 10 + refilled);
    }
}
