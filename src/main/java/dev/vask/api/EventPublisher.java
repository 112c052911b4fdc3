package dev.vask.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEvent;
import dev.vask.feed.FeedEventType;
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

    /** The header of a response to a request that was carried out before. */
    private static final String REPLAYED = "Idempotency-Replayed";

    private final LiveState live;
    private final Meters meters;
    private final Feed feed;
    private final KeysInProgress inProgress = new KeysInProgress();

    EventPublisher(LiveState live, Meters meters, Feed feed) {
        this.feed = feed;
        this.live = live;
        this.meters = meters;
    }

    /**
     * Publishes all events of a request or none, once if it has an idempotency key.
     *
     * @param body   parses the body
     * @param read   reads the events from the body
     * @param answer writes the response to the events
     */
    CompletionStage<JsonBody> publish(
            ApiRequest call,
            Supplier<ObjectNode> body,
            BiFunction<EventReader, ObjectNode, List<PublishRequest>> read,
            BiFunction<List<PublishRequest>, PublishResult.Accepted, JsonBody> answer) {
        App app = call.app();
        ObjectNode json = counted(app, body);
        PublishOptions options = counted(app, () -> PublishOptions.of(call, json));
        List<PublishRequest> requests = counted(app, () -> read.apply(new EventReader(app), json));
        return counted(
                        app,
                        () -> inProgress.run(app, options.key(), () -> publish(app, call.trace(), requests, options)))
                .thenApply(published -> {
                    PublishResult.Accepted accepted = counted(app, () -> accepted(app, published));
                    if (accepted.replayed()) {
                        call.request().response().putHeader(REPLAYED, "true");
                    }
                    return answer.apply(requests, accepted);
                });
    }

    /** The same for an operator, without a key. */
    CompletionStage<JsonBody> publish(
            App app,
            Function<EventReader, List<PublishRequest>> read,
            BiFunction<List<PublishRequest>, PublishResult.Accepted, JsonBody> answer) {
        List<PublishRequest> requests = counted(app, () -> read.apply(new EventReader(app)));
        return publish(app, Trace.NONE, requests, PublishOptions.NONE)
                .thenApply(published -> answer.apply(requests, counted(app, () -> accepted(app, published))));
    }

    private CompletionStage<PublishResult> publish(
            App app, Trace trace, List<PublishRequest> requests, PublishOptions options) {
        List<Event> events = new ArrayList<>();
        boolean counted = false;
        boolean withIds = options.returnIds() && app.history().enabled();
        for (PublishRequest one : requests) {
            one.addTo(events);
            counted |= one.info().asksForCounts();
            withIds |= one.info().asksFor(InfoAttribute.EVENT_ID);
        }
        trace.set("vask.app", app.key());
        trace.set("vask.events", requests.size());
        trace.set("vask.channels", events.size());
        return live.publish(app, new Publication(events, requests.size(), counted, withIds, options.key(), trace))
                .thenApply(published -> {
                    if (published instanceof PublishResult.Accepted it && !it.replayed()) {
                        published(app, requests);
                    }
                    return published;
                });
    }

    private void published(App app, List<PublishRequest> requests) {
        meters.of(app.key()).backendEvents(requests.size());
        if (feed.isWatched(app.key())) {
            requests.forEach(request -> request.events().forEach(event -> report(app, event)));
        }
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

    private static PublishResult.Accepted accepted(App app, PublishResult published) {
        return switch (published) {
            case PublishResult.Accepted it -> it;
            case PublishResult.KeyReused() -> throw ApiException.keyReused();
            case PublishResult.TooManyKeys(int limit) -> throw ApiException.tooManyKeys(limit);
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
