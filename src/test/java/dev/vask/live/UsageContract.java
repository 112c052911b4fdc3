package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.month;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.runConcurrently;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
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

/** The usage of an app and its monthly quota (14.1). */
interface UsageContract extends LiveContract {

    private Usage usage(App app) {
        return await(live("b").usage(app));
    }

    private LocalDate today() {
        return Usage.day(fixture().now());
    }

    /** Publishes on one of two nodes; returns whether the events were accepted. */
    private boolean publishes(App app, int events) {
        Event[] all =
                IntStream.range(0, events).mapToObj(i -> event("room", "" + i)).toArray(Event[]::new);
        PublishResult published =
                await(live(events % 2 == 0 ? "a" : "b").publish(app, new Publication(List.of(all), 1, false)));
        if (published instanceof PublishResult.OverMonth(Duration retryAfter)) {
            assertThat(retryAfter).isEqualTo(Usage.restOfMonth(fixture().now()));
        }
        return published instanceof PublishResult.Accepted;
    }

    @Test
    default void a_new_app_has_no_usage() {
        assertThat(usage(newApp()))
                .isEqualTo(new Usage(0, 0, today(), Map.of(), Map.of(), new Usage.StoredEvents(0, 0)));
    }

    @Test
    default void usage_has_the_current_connections_and_channels_of_all_nodes() {
        App app = newApp();
        await(live("a").connect(app));
        await(live("b").connect(app));
        connection(app, "a").subscribe("room");
        connection(app, "b").subscribe("room");
        TestConnection ada = connection(app, "b");
        ada.join("presence-x", member("ada"));

        assertThat(usage(app)).extracting(Usage::connections, Usage::channels).containsExactly(2L, 2L);

        ada.disconnect();
        assertThat(usage(app)).extracting(Usage::connections, Usage::channels).containsExactly(1L, 1L);
    }

    @Test
    default void each_event_counts_once_per_target_regardless_of_receivers() {
        App app = newApp();
        TestConnection ada = connection(app);
        assertThat(publishes(app, 3)).isTrue();
        await(live().publish(
                        app, new Publication(List.of(Event.fromBackend(toUser("ada"), "news", "1", null)), 1, true)));
        await(live().publish(app, Publication.ofClient(clientEvent("private-x", "hi", ada, null))));

        assertThat(usage(app).events()).isEqualTo(Map.of(today(), 5L));
        assertThat(usage(app).eventsThisMonth()).isEqualTo(5);
    }

    @Test
    default void the_monthly_quota_limits_published_events() {
        App app = with(newApp(), month(5));

        assertThat(publishes(app, 4)).isTrue();
        assertThat(publishes(app, 2)).isFalse();
        assertThat(publishes(app, 1)).isTrue();
        assertThat(publishes(app, 1)).isFalse();
        assertThat(usage(app).eventsThisMonth()).isEqualTo(5);
    }

    @Test
    default void client_events_count_against_the_monthly_quota() {
        App app = with(newApp(), month(2));
        TestConnection ada = connection(app);
        Publication hi = Publication.ofClient(clientEvent("private-x", "hi", ada, null));

        assertThat(publishes(app, 1)).isTrue();
        assertThat(await(live().publish(app, hi))).isInstanceOf(PublishResult.Accepted.class);
        assertThat(await(live().publish(app, hi)))
                .isEqualTo(
                        new PublishResult.OverMonth(Usage.restOfMonth(fixture().now())));
        assertThat(publishes(app, 1)).isFalse();
    }

    @Test
    default void a_publish_over_one_quota_does_not_count_against_the_other() {
        App monthly = with(newApp(), TestQuotas.of(null, 2, null, null, null, null, null, null, null, null, 3, null));
        assertThat(publishes(monthly, 2)).isTrue();
        assertThat(publishes(monthly, 2)).isFalse();
        assertThat(publishes(monthly, 1)).isTrue();

        App limited = with(newApp(), TestQuotas.of(null, 1, null, null, null, null, null, null, null, null, 3, null));
        assertThat(publishes(limited, 1)).isTrue();
        assertThat(publishes(limited, 1)).isFalse();
        assertThat(usage(limited).eventsThisMonth()).isEqualTo(1);
    }

    @Test
    default void a_new_month_starts_at_zero_and_past_days_are_still_shown() {
        App app = with(newApp(), month(2));
        LocalDate first = today();
        assertThat(publishes(app, 2)).isTrue();

        fixture().advanceCalendar(Usage.restOfMonth(fixture().now()).minusMillis(1));
        assertThat(publishes(app, 1)).isFalse();
        fixture().advanceCalendar(Duration.ofMillis(1));
        assertThat(publishes(app, 1)).isTrue();

        assertThat(usage(app).eventsThisMonth()).isEqualTo(1);
        assertThat(usage(app).lastDays())
                .hasSize(30)
                .startsWith(today().minusDays(29))
                .endsWith(today());
        assertThat(usage(app).events()).containsEntry(today(), 1L).containsEntry(first, 2L);
    }

    @Test
    default void a_changed_monthly_quota_applies_immediately_to_all_events_of_the_month() {
        App app = newApp();
        assertThat(publishes(app, 3)).isTrue();

        assertThat(publishes(with(app, month(3)), 1)).isFalse();
        assertThat(publishes(with(app, month(4)), 1)).isTrue();
        assertThat(publishes(with(app, month(2)), 1)).isFalse();
        assertThat(publishes(with(app, UNLIMITED), 1)).isTrue();
    }

    @Test
    default void concurrent_publishes_do_not_exceed_the_monthly_quota() throws Exception {
        App app = with(newApp(), month(50));

        List<Boolean> results = runConcurrently(80, i -> publishes(app, 1 + i % 2));

        int accepted =
                IntStream.range(0, 80).map(i -> results.get(i) ? 1 + i % 2 : 0).sum();
        assertThat(accepted).isEqualTo(50);
        assertThat(usage(app).eventsThisMonth()).isEqualTo(50);
    }

    @Test
    default void rejections_are_counted_by_quota_across_nodes_and_restart_each_month() {
        App app = newApp();
        live("a").countRejection(app, Quota.MAX_CONNECTIONS);
        live("b").countRejection(app, Quota.MAX_CONNECTIONS);
        live("b").countRejection(app, Quota.EVENTS_PER_SECOND);

        Awaitility.await().untilAsserted(() -> assertThat(usage(app).rejections())
                .isEqualTo(Map.of("max_connections", 2L, "events_per_second", 1L)));

        fixture().advanceCalendar(Usage.restOfMonth(fixture().now()));
        assertThat(usage(app).rejections()).isEmpty();
        live("a").countRejection(app, Quota.MAX_EVENT_BYTES);
        Awaitility.await()
                .untilAsserted(() -> assertThat(usage(app).rejections()).isEqualTo(Map.of("max_event_bytes", 1L)));
    }

    @Test
    default void deleting_an_app_deletes_its_usage() {
        App app = with(newApp(), month(1));
        assertThat(publishes(app, 1)).isTrue();
        live("b").countRejection(app, Quota.EVENTS_PER_MONTH);
        Awaitility.await().until(() -> !usage(app).rejections().isEmpty());

        await(live().deleteApp(app.key()));

        assertThat(usage(app)).isEqualTo(new Usage(0, 0, today(), Map.of(), Map.of(), new Usage.StoredEvents(0, 0)));
        assertThat(publishes(app, 1)).isTrue();
    }
}
