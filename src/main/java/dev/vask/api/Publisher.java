package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.Published;
import dev.vask.meters.Meters;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Passes on what backends posted. */
@Singleton
final class Publisher {

    private final LiveState live;
    private final Meters meters;

    Publisher(LiveState live, Meters meters) {
        this.live = live;
        this.meters = meters;
    }

    /**
     * Publishes all of it or nothing.
     *
     * @return the counts of all targets, in order, if any of the events asks for some, else nothing
     */
    CompletionStage<List<Counts>> publish(App app, List<Posted> posted) {
        List<Event> events = new ArrayList<>();
        boolean counted = false;
        for (Posted one : posted) {
            one.addTo(events);
            counted |= !one.info().isEmpty();
        }
        return live.publish(app, new Publication(events, posted.size(), counted)).thenApply(published -> {
            List<Counts> counts = accepted(published);
            meters.of(app.key()).posted(posted.size());
            return counts;
        });
    }

    private static List<Counts> accepted(Published published) {
        return switch (published) {
            case Published.Accepted it -> it.counts();
            case Published.OverRate it -> throw CallRefusedException.tooOften(
                    "the app published more events than its quota of events_per_second allows", it.retryAfter());
        };
    }
}
