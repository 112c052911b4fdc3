package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Quotas;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.support.TestQuotas;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rejections by Redis are repeated without it, for as long as Redis would reject too. */
class QuotaRejectionCacheTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Event EVENT =
            Event.fromBackend(new Topic.Channel(ChannelName.parse("room")), "news", "1", null);

    private final QuotaRejectionCache cache = new QuotaRejectionCache();
    private final App app = withQuotas(ClusterNode.app(), 10, 100);

    private static App withQuotas(App app, int perSecond, int perMonth) {
        Quotas quotas = TestQuotas.of(null, perSecond, null, null, null, null, null, null, null, null, perMonth, null);
        return new App(app.key(), app.name(), true, true, false, List.of(), quotas, app.secrets());
    }

    private static Publication publication(int weight, int events) {
        return new Publication(Collections.nCopies(events, EVENT), weight, false);
    }

    private static Instant after(long millis) {
        return NOW.plusMillis(millis);
    }

    private static PublishResult overRate(long millis) {
        return new PublishResult.OverRate(Duration.ofMillis(millis));
    }

    @Test
    void an_accepted_publish_is_not_cached() {
        cache.add(app, publication(1, 1), new PublishResult.Accepted(List.of()), NOW);

        assertThat(cache.result(app, publication(1, 1), NOW)).isNull();
    }

    @Test
    void an_equal_or_greater_weight_waits_for_the_remaining_time() {
        cache.add(app, publication(2, 1), overRate(300), NOW);

        assertThat(cache.result(app, publication(2, 1), after(100))).isEqualTo(overRate(200));
        assertThat(cache.result(app, publication(3, 1), after(299))).isEqualTo(overRate(1));
        assertThat(cache.result(app, publication(2, 1), after(300))).isNull();
    }

    @Test
    void a_lower_weight_is_not_rejected() {
        cache.add(app, publication(2, 2), overRate(300), NOW);

        assertThat(cache.result(app, publication(1, 2), after(100))).isNull();
        assertThat(cache.result(app, Publication.ofClient(EVENT), after(100))).isNull();
    }

    @Test
    void an_exhausted_month_is_checked_again_after_a_second() {
        PublishResult overMonth = new PublishResult.OverMonth(Duration.ofHours(12));
        cache.add(app, publication(1, 2), overMonth, NOW);

        assertThat(cache.result(app, publication(1, 2), after(999)))
                .isEqualTo(new PublishResult.OverMonth(Duration.ofHours(12).minusMillis(999)));
        assertThat(cache.result(app, publication(1, 1), after(999))).isNull();
        assertThat(cache.result(app, publication(1, 2), after(1_000))).isNull();
    }

    @Test
    void a_changed_quota_a_removed_app_and_another_app_are_not_cached() {
        cache.add(app, publication(1, 1), overRate(300), NOW);

        assertThat(cache.result(withQuotas(app, 11, 100), publication(1, 1), NOW))
                .isNull();
        assertThat(cache.result(withQuotas(app, 10, 101), publication(1, 1), NOW))
                .isNotNull();
        assertThat(cache.result(withQuotas(ClusterNode.app(), 10, 100), publication(1, 1), NOW))
                .isNull();
        cache.remove(app.key());
        assertThat(cache.result(app, publication(1, 1), NOW)).isNull();
    }

    @Test
    void a_clock_that_is_set_back_rejects_nothing() {
        cache.add(app, publication(1, 1), overRate(300), NOW);

        assertThat(cache.result(app, publication(1, 1), NOW.minusMillis(1))).isNull();
    }
}
