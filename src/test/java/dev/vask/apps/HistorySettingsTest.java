package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistorySettingsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final long KNOWN_EVERYWHERE = NOW.plus(App.PROPAGATION_TIME).toEpochMilli();

    private static HistorySettings with(boolean enabled, boolean clientEvents, long since) {
        return new HistorySettings(enabled, 10, 60, 2_048, clientEvents, since);
    }

    @Test
    void history_that_is_switched_on_counts_when_all_nodes_know_of_it() {
        assertThat(with(true, false, 0).replacing(with(false, false, 5), NOW).since())
                .isEqualTo(KNOWN_EVERYWHERE);
        assertThat(with(true, true, 0).replacing(with(true, false, 5), NOW).since())
                .isEqualTo(KNOWN_EVERYWHERE);
    }

    @Test
    void history_that_is_switched_off_is_off_when_all_nodes_know_of_it() {
        HistorySettings off = with(false, true, 0).replacing(with(true, true, 5), NOW);

        assertThat(off.since()).isEqualTo(KNOWN_EVERYWHERE);
        assertThat(off.areKnownToAllNodes(NOW.plus(App.PROPAGATION_TIME).minusMillis(1)))
                .isFalse();
        assertThat(off.areKnownToAllNodes(NOW.plus(App.PROPAGATION_TIME))).isTrue();
    }

    @Test
    void the_time_grows_with_each_switch() {
        long later = KNOWN_EVERYWHERE + 1_000;

        assertThat(with(true, false, 0)
                        .replacing(with(false, false, later), NOW)
                        .since())
                .isGreaterThan(later);
    }

    @Test
    void other_changes_keep_the_time() {
        assertThat(with(true, false, 0).replacing(with(true, true, 5), NOW).since())
                .isEqualTo(5);
        assertThat(with(true, false, 0).replacing(new HistorySettings(true, 1, 1, 1_024, false, 5), NOW))
                .isEqualTo(with(true, false, 5));
    }

    @Test
    void the_history_of_a_new_app_counts_at_once() {
        assertThat(with(true, false, 0).ofNewApp(NOW).since()).isEqualTo(NOW.toEpochMilli());
    }
}
