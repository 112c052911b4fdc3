package dev.vask.live;

import dev.vask.apps.HistorySettings;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * Random operations on a {@link LiveState}. Results, received frames and the final state must match the {@link ReferenceModel}. Each
 * implementation has a subclass.
 */
public abstract class LiveStateHistories {

    /** Starts an empty fixture. */
    protected abstract LiveStateFixture open();

    @Provide
    Arbitrary<List<HistoryStep>> histories() {
        return HistoryGenerator.all();
    }

    @Provide
    Arbitrary<HistorySettings> settings() {
        return HistoryGenerator.settings();
    }

    @Property(tries = 300)
    void every_history_matches_the_model(
            @ForAll("histories") List<HistoryStep> history,
            @ForAll("settings") HistorySettings settings,
            @ForAll boolean counting) {
        try (LiveStateFixture fixture = open()) {
            HistoryRunner runner = new HistoryRunner(fixture, settings, counting);
            history.forEach(runner::step);
            runner.check();
        }
    }

    @Provide
    Arbitrary<List<HistoryStep>> recoveries() {
        return HistoryGenerator.recoveries();
    }

    @Property(tries = 200)
    void every_recovery_matches_the_model(
            @ForAll("recoveries") List<HistoryStep> history, @ForAll("settings") HistorySettings settings) {
        try (LiveStateFixture fixture = open()) {
            HistoryRunner runner = new HistoryRunner(fixture, settings, false);
            history.forEach(runner::step);
            runner.check();
        }
    }

    @Provide
    Arbitrary<List<HistoryStep>> recoveriesWithoutChanges() {
        return HistoryGenerator.recoveriesWithoutChanges();
    }

    /** Many histories at once, each of another app: all events expire in their middle, which takes seconds in Redis. */
    @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
    void nothing_continues_over_events_that_have_expired(
            @ForAll @Size(50) List<@From("recoveriesWithoutChanges") List<HistoryStep>> histories) {
        try (LiveStateFixture fixture = open()) {
            HistorySettings settings = new HistorySettings(true, 8, 2, 4_096, true, 0);
            List<HistoryRunner> runners = histories.stream()
                    .map(it -> new HistoryRunner(fixture, settings, false))
                    .toList();
            for (int i = 0; i < runners.size(); i++) {
                List<HistoryStep> history = histories.get(i);
                history.subList(0, history.size() / 2).forEach(runners.get(i)::step);
            }
            fixture.advance(Duration.ofMillis(2_001));
            // The last ones first: when they continue, Redis has not removed their streams yet, which it does a while
            // after the events expire.
            for (int i = runners.size() - 1; i >= 0; i--) {
                List<HistoryStep> history = histories.get(i);
                runners.get(i).expire();
                history.subList(history.size() / 2, history.size()).forEach(runners.get(i)::step);
                runners.get(i).check();
            }
        }
    }

    @Provide
    Arbitrary<List<UsageHistory.UsageStep>> usageHistories() {
        return UsageHistory.arbitrary();
    }

    @Property(tries = 200)
    void the_usage_matches_the_model(@ForAll("usageHistories") List<UsageHistory.UsageStep> history) {
        try (LiveStateFixture fixture = open()) {
            UsageHistory usageHistory = new UsageHistory(fixture);
            history.forEach(usageHistory::step);
            usageHistory.checkUsage();
        }
    }
}
