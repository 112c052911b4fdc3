package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.frame;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.rate;
import static dev.vask.live.LiveContract.runConcurrently;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishing: atomic, in order, and limited by the rate of the app. */
interface PublishingContract extends LiveContract {

    private PublishResult publish(App app, int weight, Event... events) {
        return await(live().publish(app, new Publication(List.of(events), weight, false)));
    }

    private static Duration assertRejected(PublishResult published) {
        assertThat(published).isInstanceOf(PublishResult.OverRate.class);
        return ((PublishResult.OverRate) published).retryAfter();
    }

    private static void assertAccepted(PublishResult published) {
        assertThat(published).isInstanceOf(PublishResult.Accepted.class);
    }

    @Test
    default void the_events_of_a_publication_arrive_in_its_order() {
        App app = newApp();
        TestConnection ada = connection(app, "b");
        ada.subscribe("room");
        ada.subscribe("room2");

        publish(app, 3, event("room", "1"), event("room2", "2"), event("room", "3"));

        assertThat(ada.received()).containsExactly(news("room", "1"), news("room2", "2"), news("room", "3"));
    }

    @Test
    default void a_publication_of_a_hundred_events_arrives_whole() {
        App app = newApp();
        TestConnection ada = connection(app, "b");
        ada.subscribe("room");
        Event[] events =
                IntStream.range(0, 100).mapToObj(i -> event("room", "" + i)).toArray(Event[]::new);

        publish(app, 1, events);

        assertThat(ada.received()).hasSize(100);
    }

    @Test
    default void concurrent_publications_are_not_interleaved() throws Exception {
        App app = newApp();
        TestConnection ada = connection(app, "b");
        ada.subscribe("room");

        runConcurrently(
                20, i -> publish(app, 3, event("room", i + ".0"), event("room", i + ".1"), event("room", i + ".2")));

        List<String> received = ada.received();
        assertThat(received).hasSize(60).doesNotHaveDuplicates();
        for (int i = 0; i < received.size(); i += 3) {
            String first = received.get(i);
            assertThat(received.subList(i, i + 3))
                    .containsExactly(first, first.replace(".0\"", ".1\""), first.replace(".0\"", ".2\""));
        }
    }

    @Test
    default void requested_counts_are_returned_for_each_event_in_order() {
        App app = newApp();
        connection(app, "a").join("presence-x", member("ada"));
        connection(app, "b").join("presence-x", member("ada"));
        connection(app, "b").subscribe("room");
        connection(app).signIn("ada");
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
    default void counts_are_returned_only_if_requested() {
        App app = newApp();
        connection(app).subscribe("room");

        assertThat(publish(app, 1, event("room", "1"))).isEqualTo(new PublishResult.Accepted(List.of()));
    }

    @Test
    default void a_client_event_has_the_id_of_its_sender_and_is_not_sent_to_it() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        ada.join("presence-x", member("ada"));
        secondAda.join("presence-x", member("ada"));

        await(live().publish(app, Publication.ofClient(clientEvent("presence-x", "hi", ada, "ada"))));

        assertThat(ada.received()).isEmpty();
        assertThat(secondAda.received())
                .containsExactly(frame(new ServerMessage.ChannelEvent("presence-x", "client-news", "hi", "ada")));
    }

    @Test
    default void the_rate_limits_publishes() {
        App app = with(newApp(), rate(3));
        assertAccepted(publish(app, 1, event("room", "1")));
        assertAccepted(publish(app, 1, event("room", "2")));
        assertAccepted(publish(app, 1, event("room", "3")));

        Duration wait = assertRejected(publish(app, 1, event("room", "4")));

        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofMillis(334));
    }

    @Test
    default void a_publish_is_accepted_after_the_returned_time() {
        App app = with(newApp(), rate(7));
        assertAccepted(publish(app, 7, event("room", "1")));
        for (int i = 0; i < 10; i++) {
            Duration wait = assertRejected(publish(app, 5, event("room", "early")));

            fixture().advance(wait);

            assertAccepted(publish(app, 5, event("room", "now")));
        }
    }

    @Test
    default void each_event_of_a_publication_counts_against_the_rate() {
        App app = with(newApp(), rate(3));
        assertAccepted(publish(app, 2, event("room", "1"), event("room", "2")));

        assertRejected(publish(app, 2, event("room", "3"), event("room", "4")));

        assertAccepted(publish(app, 1, event("room", "5")));
    }

    @Test
    default void a_publication_above_the_rate_is_accepted_when_idle_and_delays_the_next() {
        App app = with(newApp(), rate(2));
        assertAccepted(publish(app, 4, event("room", "1")));

        Duration wait = assertRejected(publish(app, 1, event("room", "2")));

        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_500));
    }

    @Test
    default void a_rejected_publication_is_neither_delivered_nor_cached() {
        App app = with(newApp(), rate(2));
        TestConnection ada = connection(app);
        ada.subscribe("cache-x");
        ada.subscribe("room");
        assertAccepted(publish(app, 1, event("cache-x", "first")));

        assertRejected(publish(app, 2, event("room", "no"), event("cache-x", "no")));

        assertThat(ada.received()).containsExactly(news("cache-x", "first"));
        assertThat(cached(app, "cache-x")).extracting(CachedEvent::data).isEqualTo("first");
    }

    @Test
    default void client_events_do_not_count_against_the_rate() {
        App app = with(newApp(), rate(1));
        TestConnection ada = connection(app);
        ada.subscribe("private-x");
        for (int i = 0; i < 5; i++) {
            assertAccepted(
                    await(live().publish(app, Publication.ofClient(clientEvent("private-x", "" + i, ada, null)))));
        }

        assertAccepted(publish(app, 1, event("room", "1")));

        assertRejected(publish(app, 1, event("room", "2")));
        assertAccepted(await(live().publish(app, Publication.ofClient(clientEvent("private-x", "6", ada, null)))));
    }

    @Test
    default void an_app_without_a_rate_is_not_limited() {
        App app = newApp();

        for (int i = 0; i < 200; i++) {
            assertAccepted(publish(app, 10, event("room", "1")));
        }
    }

    @Test
    default void the_rate_applies_across_all_nodes() {
        App app = with(newApp(), rate(2));
        Publication one = new Publication(List.of(event("room", "1")), 1, false);

        assertAccepted(await(live("a").publish(app, one)));
        assertAccepted(await(live("b").publish(app, one)));

        assertRejected(await(live("a").publish(app, one)));
        assertRejected(await(live("b").publish(app, one)));
    }

    @Test
    default void each_app_has_its_own_rate() {
        App app = with(newApp(), rate(1));
        assertAccepted(publish(app, 1, event("room", "1")));
        assertRejected(publish(app, 1, event("room", "2")));

        assertAccepted(publish(with(newApp(), rate(1)), 1, event("room", "1")));
    }

    @Test
    default void a_changed_rate_applies_immediately() {
        App app = with(newApp(), rate(1));
        assertAccepted(publish(app, 1, event("room", "1")));
        assertRejected(publish(app, 1, event("room", "2")));

        assertAccepted(publish(with(app, UNLIMITED), 1, event("room", "3")));
    }

    @Test
    default void deleting_an_app_resets_its_rate() {
        App app = with(newApp(), rate(1));
        assertAccepted(publish(app, 1, event("room", "1")));

        await(live().deleteApp(app.key()));

        assertAccepted(publish(app, 1, event("room", "2")));
    }

    @Test
    default void concurrent_publishes_do_not_exceed_the_rate() throws Exception {
        App app = with(newApp(), rate(10));
        long start = System.nanoTime();

        List<PublishResult> results = runConcurrently(60, i -> publish(app, 1, event("room", "" + i)));

        long refilled =
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 100 + 1; // if the fixture has a real clock
        assertThat(results.stream()
                        .filter(it -> it instanceof PublishResult.Accepted)
                        .count())
                .isBetween(10L, 10 + refilled);
    }
}
