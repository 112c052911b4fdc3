package dev.vask.live;

import static dev.vask.live.LiveContract.atOnce;
import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.month;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.support.TestQuotas;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an app uses, and how much it may in a month (14.1). */
interface UsageContract extends LiveContract {

    private Usage usage(App app) {
        return await(live("b").usage(app));
    }

    private LocalDate today() {
        return Usage.day(service().now());
    }

    /** Publishes on both nodes in turn. */
    private boolean publishes(App app, int events) {
        Event[] all =
                IntStream.range(0, events).mapToObj(i -> event("room", "" + i)).toArray(Event[]::new);
        PublishResult published =
                await(live(events % 2 == 0 ? "a" : "b").publish(app, new Publication(List.of(all), 1, false)));
        if (published instanceof PublishResult.OverMonth(Duration retryAfter)) {
            assertThat(retryAfter).isEqualTo(Usage.restOfMonth(service().now()));
        }
        return published instanceof PublishResult.Accepted;
    }

    @Test
    default void an_app_that_did_nothing_has_used_nothing() {
        assertThat(usage(newApp())).isEqualTo(new Usage(0, 0, today(), Map.of(), Map.of()));
    }

    @Test
    default void connections_and_channels_are_those_of_the_moment_on_all_nodes() {
        App app = newApp();
        await(live("a").connect(app));
        await(live("b").connect(app));
        peer(app, "a").subscribe("room");
        peer(app, "b").subscribe("room");
        Peer ada = peer(app, "b");
        ada.join("presence-x", member("ada"));

        assertThat(usage(app)).extracting(Usage::connections, Usage::channels).containsExactly(2L, 2L);

        ada.disconnect();
        assertThat(usage(app)).extracting(Usage::connections, Usage::channels).containsExactly(1L, 1L);
    }

    @Test
    default void each_channel_and_user_published_to_counts_and_each_client_event_whoever_hears_it() {
        App app = newApp();
        Peer ada = peer(app);
        assertThat(publishes(app, 3)).isTrue();
        await(live().publish(
                        app, new Publication(List.of(Event.fromBackend(toUser("ada"), "news", "1", null)), 1, true)));
        await(live().publish(app, Publication.ofClient(clientEvent("private-x", "hi", ada, null))));

        assertThat(usage(app).events()).isEqualTo(Map.of(today(), 5L));
        assertThat(usage(app).eventsThisMonth()).isEqualTo(5);
    }

    @Test
    default void an_app_publishes_as_much_as_its_month_allows_and_no_more() {
        App app = with(newApp(), month(5));

        assertThat(publishes(app, 4)).isTrue();
        assertThat(publishes(app, 2)).isFalse();
        assertThat(publishes(app, 1)).isTrue();
        assertThat(publishes(app, 1)).isFalse();
        assertThat(usage(app).eventsThisMonth()).isEqualTo(5);
    }

    @Test
    default void client_events_count_as_others_do() {
        App app = with(newApp(), month(2));
        Peer ada = peer(app);
        Publication hi = Publication.ofClient(clientEvent("private-x", "hi", ada, null));

        assertThat(publishes(app, 1)).isTrue();
        assertThat(await(live().publish(app, hi))).isInstanceOf(PublishResult.Accepted.class);
        assertThat(await(live().publish(app, hi)))
                .isEqualTo(
                        new PublishResult.OverMonth(Usage.restOfMonth(service().now())));
        assertThat(publishes(app, 1)).isFalse();
    }

    @Test
    default void what_the_month_does_not_allow_costs_no_rate_and_the_other_way_round() {
        App monthly = with(newApp(), TestQuotas.of(null, 2, null, null, null, null, null, null, null, null, 3, null));
        assertThat(publishes(monthly, 2)).isTrue();
        assertThat(publishes(monthly, 2)).isFalse();
        assertThat(publishes(monthly, 1)).isTrue();

        App often = with(newApp(), TestQuotas.of(null, 1, null, null, null, null, null, null, null, null, 3, null));
        assertThat(publishes(often, 1)).isTrue();
        assertThat(publishes(often, 1)).isFalse();
        assertThat(usage(often).eventsThisMonth()).isEqualTo(1);
    }

    @Test
    default void a_new_month_begins_with_nothing_and_the_old_one_is_still_shown_by_day() {
        App app = with(newApp(), month(2));
        LocalDate first = today();
        assertThat(publishes(app, 2)).isTrue();

        service().turnCalendar(Usage.restOfMonth(service().now()).minusMillis(1));
        assertThat(publishes(app, 1)).isFalse();
        service().turnCalendar(Duration.ofMillis(1));
        assertThat(publishes(app, 1)).isTrue();

        assertThat(usage(app).eventsThisMonth()).isEqualTo(1);
        assertThat(usage(app).lastDays())
                .hasSize(30)
                .startsWith(today().minusDays(29))
                .endsWith(today());
        assertThat(usage(app).events()).containsEntry(today(), 1L).containsEntry(first, 2L);
    }

    @Test
    default void a_quota_that_is_changed_counts_at_once_and_so_does_what_was_published_without_one() {
        App app = newApp();
        assertThat(publishes(app, 3)).isTrue();

        assertThat(publishes(with(app, month(3)), 1)).isFalse();
        assertThat(publishes(with(app, month(4)), 1)).isTrue();
        assertThat(publishes(with(app, month(2)), 1)).isFalse();
        assertThat(publishes(with(app, UNLIMITED), 1)).isTrue();
    }

    @Test
    default void of_many_who_publish_at_once_just_as_many_are_accepted_as_the_month_allows() throws Exception {
        App app = with(newApp(), month(50));

        List<Boolean> answers = atOnce(80, i -> publishes(app, 1 + i % 2));

        int accepted =
                IntStream.range(0, 80).map(i -> answers.get(i) ? 1 + i % 2 : 0).sum();
        assertThat(accepted).isEqualTo(50);
        assertThat(usage(app).eventsThisMonth()).isEqualTo(50);
    }

    @Test
    default void what_was_refused_is_counted_by_quota_over_all_nodes_and_begins_anew_with_the_month() {
        App app = newApp();
        live("a").countRejection(app, Quota.MAX_CONNECTIONS);
        live("b").countRejection(app, Quota.MAX_CONNECTIONS);
        live("b").countRejection(app, Quota.EVENTS_PER_SECOND);

        Awaitility.await().untilAsserted(() -> assertThat(usage(app).rejections())
                .isEqualTo(Map.of("max_connections", 2L, "events_per_second", 1L)));

        service().turnCalendar(Usage.restOfMonth(service().now()));
        assertThat(usage(app).rejections()).isEmpty();
        live("a").countRejection(app, Quota.MAX_EVENT_BYTES);
        Awaitility.await()
                .untilAsserted(() -> assertThat(usage(app).rejections()).isEqualTo(Map.of("max_event_bytes", 1L)));
    }

    @Test
    default void forgetting_an_app_forgets_what_it_used() {
        App app = with(newApp(), month(1));
        assertThat(publishes(app, 1)).isTrue();
        live("b").countRejection(app, Quota.EVENTS_PER_MONTH);
        Awaitility.await().until(() -> !usage(app).rejections().isEmpty());

        await(live().deleteApp(app.key()));

        assertThat(usage(app)).isEqualTo(new Usage(0, 0, today(), Map.of(), Map.of()));
        assertThat(publishes(app, 1)).isTrue();
    }
}
