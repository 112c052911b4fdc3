package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.meters.Meters;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Publishes the events of requests, within the quotas of their app. */
@Singleton
final class EventPublisher {

    private final LiveState live;
    private final Meters meters;

    EventPublisher(LiveState live, Meters meters) {
        this.live = live;
        this.meters = meters;
    }

    /**
     * Publishes all events or none.
     *
     * @return the counts of all targets, in order, if an event asks for some, else nothing
     */
    CompletionStage<List<Counts>> publish(ApiRequest call, List<PublishRequest> posted) {
        App app = call.app();
        List<Event> events = new ArrayList<>();
        boolean counted = false;
        for (PublishRequest one : posted) {
            one.addTo(events);
            counted |= !one.info().isEmpty();
        }
        call.trace().set("vask.app", app.key());
        call.trace().set("vask.events", posted.size());
        call.trace().set("vask.channels", events.size());
        return live.publish(app, new Publication(events, posted.size(), counted, call.trace()))
                .thenApply(published -> {
                    List<Counts> counts = accepted(app, published);
                    meters.of(app.key()).posted(posted.size());
                    return counts;
                });
    }

    private static List<Counts> accepted(App app, PublishResult published) {
        return switch (published) {
            case PublishResult.Accepted it -> it.counts();
            case PublishResult.OverRate it ->
                throw ApiException.rateLimited(
                        Quota.EVENTS_PER_SECOND,
                        "The app is over its quota events_per_second (%d). Publish more slowly, or raise the quota."
                                .formatted(app.quotas().get(Quota.EVENTS_PER_SECOND)),
                        it.retryAfter());
            case PublishResult.OverMonth it ->
                throw ApiException.rateLimited(
                        Quota.EVENTS_PER_MONTH,
                        "The app is over its quota events_per_month (%d). It is reset when the month ends (UTC)."
                                .formatted(app.quotas().get(Quota.EVENTS_PER_MONTH)),
                        it.retryAfter());
        };
    }
}
