package dev.vask.live;

import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.month;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Applies random publishes over months to a fixture and to a model. */
final class UsageHistory {

    private final LiveStateFixture fixture;
    private final Map<LocalDate, Long> eventsByDay = new HashMap<>();
    private App app = newApp();
    private @Nullable Integer quota;
    private int operations;

    /** One step. */
    sealed interface UsageStep {

        record Publish(int events) implements UsageStep {}

        record ClientEvent() implements UsageStep {}

        /** Advances the calendar. */
        record AdvanceDays(int days) implements UsageStep {}

        /** Changes the monthly quota; null removes it. */
        record SetQuota(@Nullable Integer events) implements UsageStep {}
    }

    UsageHistory(LiveStateFixture fixture) {
        this.fixture = fixture;
    }

    static Arbitrary<List<UsageStep>> arbitrary() {
        return Arbitraries.<UsageStep>frequencyOf(
                        Tuple.of(6, Arbitraries.integers().between(1, 5).map(UsageStep.Publish::new)),
                        Tuple.of(2, Arbitraries.just(new UsageStep.ClientEvent())),
                        Tuple.of(1, Arbitraries.integers().between(1, 40).map(UsageStep.AdvanceDays::new)),
                        Tuple.of(
                                1,
                                Arbitraries.integers()
                                        .between(1, 20)
                                        .injectNull(0.2)
                                        .map(UsageStep.SetQuota::new)))
                .list()
                .ofMaxSize(40);
    }

    void step(UsageStep step) {
        switch (step) {
            case UsageStep.Publish(int events) -> publish(new Publication(newEvents(events), 1, false));
            case UsageStep.ClientEvent() ->
                publish(Publication.ofClient(
                        new Event(LiveContract.to("private-x"), "client-news", "1", null, new Event.Client(null))));
            case UsageStep.AdvanceDays(int days) -> fixture.advanceCalendar(Duration.ofDays(days));
            case UsageStep.SetQuota(@Nullable Integer events) -> {
                quota = events;
                app = with(app, events == null ? LiveContract.UNLIMITED : month(events));
            }
        }
    }

    private static List<Event> newEvents(int number) {
        return IntStream.range(0, number).mapToObj(i -> event("room", "" + i)).toList();
    }

    private void publish(Publication publication) {
        LocalDate today = Usage.day(fixture.now());
        int events = publication.events().size();
        boolean accepted = quota == null || eventsIn(YearMonth.from(today)) + events <= quota;
        PublishResult published =
                await(fixture.node(operations++ % 2 == 0 ? "a" : "b").live().publish(app, publication));
        assertThat(published).isInstanceOf(accepted ? PublishResult.Accepted.class : PublishResult.OverMonth.class);
        if (accepted) {
            eventsByDay.merge(today, (long) events, Long::sum);
        }
    }

    private long eventsIn(YearMonth month) {
        return eventsByDay.entrySet().stream()
                .filter(it -> YearMonth.from(it.getKey()).equals(month))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    void checkUsage() {
        Usage usage = await(fixture.node("a").live().usage(app));
        assertThat(usage.eventsThisMonth()).isEqualTo(eventsIn(YearMonth.from(usage.today())));
        for (LocalDate day : usage.lastDays()) {
            assertThat(usage.events().getOrDefault(day, 0L)).as("%s", day).isEqualTo(eventsByDay.getOrDefault(day, 0L));
        }
    }
}
