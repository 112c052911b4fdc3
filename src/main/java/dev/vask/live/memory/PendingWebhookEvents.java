package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Event;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.WebhookEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates the webhook events of one app's changes. Not thread-safe. Vacated channels and removed members are held back for a grace
 * period. If the change is reverted within it, no event is sent (13.10).
 */
final class PendingWebhookEvents {

    private final MemoryWebhookQueue queue;
    private final Duration grace;
    private final InstantSource clock;

    /** The events that are held back, in the order in which they are due. */
    private final Map<WebhookEvent, Held> held = new LinkedHashMap<>();

    /** The cache channels with a reported miss, and until when the next one is not reported (8.7). */
    private final Map<ChannelName, Long> missed = new HashMap<>();

    /** The time until which an event is held back, and the generation of its webhook. */
    private record Held(long due, long generation) {}

    PendingWebhookEvents(MemoryWebhookQueue queue, Duration grace, InstantSource clock) {
        this.queue = queue;
        this.grace = grace;
        this.clock = clock;
    }

    void occupied(App app, ChannelName channel) {
        enqueueUnlessReverting(
                app,
                new WebhookEvent.ChannelVacated(channel.value()),
                new WebhookEvent.ChannelOccupied(channel.value()));
    }

    void vacated(App app, ChannelName channel) {
        missed.remove(channel);
        if (!channel.type().isPresence()) {
            counted(app, channel, 0);
        }
        hold(app, new WebhookEvent.ChannelVacated(channel.value()));
    }

    void joined(App app, ChannelName channel, String userId) {
        enqueueUnlessReverting(
                app,
                new WebhookEvent.MemberRemoved(channel.value(), userId),
                new WebhookEvent.MemberAdded(channel.value(), userId));
    }

    void left(App app, ChannelName channel, String userId) {
        hold(app, new WebhookEvent.MemberRemoved(channel.value(), userId));
    }

    void missed(App app, ChannelName channel) {
        long now = clock.millis();
        Long suppressedUntil = missed.get(channel);
        if (app.activeWebhook() != null && (suppressedUntil == null || suppressedUntil <= now)) {
            missed.put(channel, now + ProtocolLimits.CACHE_MISS_INTERVAL.toMillis());
            enqueue(app, new WebhookEvent.CacheMiss(channel.value()));
        }
    }

    void populated(ChannelName channel) {
        missed.remove(channel);
    }

    void published(App app, ChannelName channel, Event event) {
        SocketId sender = event.except();
        if (event.source() instanceof Event.Client(String userId) && sender != null) {
            enqueue(
                    app,
                    new WebhookEvent.ClientEvent(channel.value(), event.name(), event.data(), sender.value(), userId));
        }
    }

    void counted(App app, ChannelName channel, int subscriptions) {
        enqueue(app, new WebhookEvent.SubscriptionCount(channel.value(), subscriptions));
    }

    /** Sends the events that are due. */
    void sweep(App app) {
        long now = clock.millis();
        missed.values().removeIf(until -> until <= now);
        List<WebhookEvent> due = new ArrayList<>();
        for (Iterator<Map.Entry<WebhookEvent, Held>> iterator = held.entrySet().iterator(); iterator.hasNext(); ) {
            Map.Entry<WebhookEvent, Held> it = iterator.next();
            if (it.getValue().due <= now) {
                iterator.remove();
                if (isCurrent(app, it.getValue())) {
                    due.add(it.getKey());
                }
            }
        }
        due.forEach(event -> enqueue(app, event));
    }

    /** The number of events that are held back. */
    int held() {
        return held.size();
    }

    /** Drops the events that are held back. */
    void deleteData() {
        held.clear();
    }

    boolean isEmpty() {
        return held.isEmpty() && missed.isEmpty();
    }

    private void hold(App app, WebhookEvent event) {
        Webhook webhook = app.activeWebhook();
        if (webhook == null) {
            return;
        }
        if (grace.isZero()) {
            enqueue(app, event);
        } else if (held.remove(event) != null || held.size() < queue.maxHeld() / WebhookQueueLimits.divisor(event)) {
            held.put(event, new Held(clock.millis() + grace.toMillis(), webhook.generation()));
        } else {
            queue.drop(app);
        }
    }

    private void enqueueUnlessReverting(App app, WebhookEvent reverted, WebhookEvent event) {
        Held before = held.remove(reverted);
        if (before != null && isCurrent(app, before)) {
            if (before.due > clock.millis()) {
                return;
            }
            enqueue(app, reverted);
        }
        enqueue(app, event);
    }

    private static boolean isCurrent(App app, Held it) {
        Webhook webhook = app.activeWebhook();
        return webhook != null && webhook.generation() == it.generation;
    }

    private void enqueue(App app, WebhookEvent event) {
        if (app.sendsToWebhook(event.type())) {
            queue.add(app, event);
        }
    }
}
