package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEvent;
import dev.vask.feed.FeedEventType;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Topic;
import dev.vask.meters.Meters;
import dev.vask.protocol.SocketId;
import dev.vask.traces.Trace;
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
    private final Feed feed;

    EventPublisher(LiveState live, Meters meters, Feed feed) {
        this.feed = feed;
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
        return publish(call.app(), call.trace(), read, json);
    }

    /** The same for a request from elsewhere. */
    CompletionStage<JsonBody> publish(
            App app,
            Trace trace,
            Function<EventReader, List<PublishRequest>> read,
            BiFunction<List<PublishRequest>, List<Counts>, JsonBody> json) {
        List<PublishRequest> requests = counted(app, () -> read.apply(new EventReader(app)));
        return publish(app, trace, requests).thenApply(published -> {
            List<Counts> counts = counted(app, () -> accepted(app, published));
            meters.of(app.key()).backendEvents(requests.size());
            if (feed.isWatched(app.key())) {
                requests.forEach(request -> request.events().forEach(event -> report(app, event)));
            }
            return json.apply(requests, counts);
        });
    }

    private void report(App app, Event event) {
        SocketId except = event.except();
        String channel = event.target() instanceof Topic.Channel(var name) ? name.value() : null;
        String user = event.target() instanceof Topic.User(var id) ? id.value() : null;
        feed.report(
                app.key(),
                new FeedEvent(
                        FeedEventType.EVENT_PUBLISHED, channel, except == null ? null : except.value(), user, json -> {
                            json.put("source", "api").put("event", event.name());
                            FeedEvent.putText(json, "data", event.data());
                        }));
    }

    private CompletionStage<PublishResult> publish(App app, Trace trace, List<PublishRequest> requests) {
        List<Event> events = new ArrayList<>();
        boolean counted = false;
        for (PublishRequest one : requests) {
            one.addTo(events);
            counted |= !one.info().isEmpty();
        }
        trace.set("vask.app", app.key());
        trace.set("vask.events", requests.size());
        trace.set("vask.channels", events.size());
        return live.publish(app, new Publication(events, requests.size(), counted, trace));
    }

    /** Runs a step of a publish, and counts its rejection for a quota. */
    private <T> T counted(App app, Supplier<T> step) {
        try {
            return step.get();
        } catch (ApiException e) {
            meters.of(app.key()).requestRejected();
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
