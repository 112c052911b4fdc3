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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

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
     * Publishes all events of a request or none.
     *
     * @param read reads the events from the body
     * @param json writes the response to the events, from the counts of all their targets, in order; without counts if no event asks
     *             for some
     */
    CompletionStage<JsonBody> publish(
            ApiRequest call,
            Function<EventReader, List<PublishRequest>> read,
            BiFunction<List<PublishRequest>, List<Counts>, JsonBody> json) {
        App app = call.app();
        List<PublishRequest> requests = counted(app, () -> read.apply(new EventReader(app)));
        return publish(call, requests).thenApply(published -> {
            List<Counts> counts = counted(app, () -> accepted(app, published));
            meters.of(app.key()).backendEvents(requests.size());
            return json.apply(requests, counts);
        });
    }

    private CompletionStage<PublishResult> publish(ApiRequest call, List<PublishRequest> requests) {
        List<Event> events = new ArrayList<>();
        boolean counted = false;
        for (PublishRequest one : requests) {
            one.addTo(events);
            counted |= !one.info().isEmpty();
        }
        call.trace().set("vask.app", call.app().key());
        call.trace().set("vask.events", requests.size());
        call.trace().set("vask.channels", events.size());
        return live.publish(call.app(), new Publication(events, requests.size(), counted, call.trace()));
    }

    /** Runs a step of a publish, and counts its rejection for a quota. */
    private <T> T counted(App app, Supplier<T> step) {
        try {
            return step.get();
        } catch (ApiException e) {
            if (e.quota() instanceof Quota quota) {
                live.countRejection(app, quota);
            }
            throw e;
        }
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
