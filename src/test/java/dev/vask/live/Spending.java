package dev.vask.live;

import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.month;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
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

/** An app that publishes over months, told to a service and to a model side by side. */
final class Spending {

    private final LiveStateFixture service;
    private final Map<LocalDate, Long> spent = new HashMap<>();
    private App app = newApp();
    private @Nullable Integer allowed;
    private int turn;

    /** One step of such a history. */
    sealed interface Step {

        record Publish(int events) implements Step {}

        record ClientEvent() implements Step {}

        /** Days go by. */
        record Wait(int days) implements Step {}

        /** The quota is changed, null to none. */
        record Allow(@Nullable Integer events) implements Step {}
    }

    Spending(LiveStateFixture service) {
        this.service = service;
    }

    static Arbitrary<List<Step>> histories() {
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, Arbitraries.integers().between(1, 5).map(Step.Publish::new)),
                        Tuple.of(2, Arbitraries.just(new Step.ClientEvent())),
                        Tuple.of(1, Arbitraries.integers().between(1, 40).map(Step.Wait::new)),
                        Tuple.of(
                                1,
                                Arbitraries.integers()
                                        .between(1, 20)
                                        .injectNull(0.2)
                                        .map(Step.Allow::new)))
                .list()
                .ofMaxSize(40);
    }

    void step(Step step) {
        switch (step) {
            case Step.Publish(int events) -> publish(new Publication(events(events), 1, false));
            case Step.ClientEvent() ->
                publish(Publication.ofClient(
                        new Event(LiveContract.to("private-x"), "client-news", "1", null, new Event.Client(null))));
            case Step.Wait(int days) -> service.turnCalendar(Duration.ofDays(days));
            case Step.Allow(@Nullable Integer events) -> {
                allowed = events;
                app = with(app, events == null ? LiveContract.UNLIMITED : month(events));
            }
        }
    }

    private static List<Event> events(int number) {
        return IntStream.range(0, number).mapToObj(i -> event("room", "" + i)).toList();
    }

    private void publish(Publication publication) {
        LocalDate today = Usage.day(service.now());
        int events = publication.events().size();
        boolean allows = allowed == null || spentIn(YearMonth.from(today)) + events <= allowed;
        PublishResult published =
                await(service.node(turn++ % 2 == 0 ? "a" : "b").live().publish(app, publication));
        assertThat(published).isInstanceOf(allows ? PublishResult.Accepted.class : PublishResult.OverMonth.class);
        if (allows) {
            spent.merge(today, (long) events, Long::sum);
        }
    }

    private long spentIn(YearMonth month) {
        return spent.entrySet().stream()
                .filter(it -> YearMonth.from(it.getKey()).equals(month))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    void checkUsage() {
        Usage usage = await(service.node("a").live().usage(app));
        assertThat(usage.eventsThisMonth()).isEqualTo(spentIn(YearMonth.from(usage.today())));
        for (LocalDate day : usage.lastDays()) {
            assertThat(usage.events().getOrDefault(day, 0L)).as("%s", day).isEqualTo(spent.getOrDefault(day, 0L));
        }
    }
}
