package dev.vask.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import dev.vask.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The viewers of an app on this node and on others, and the rate of its events. Thread-safe. */
final class WatchedApp {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final List<FeedViewer> viewers = new ArrayList<>();
    private final Map<String, RemoteViewers> others = new HashMap<>();
    private final int eventsPerSecond;
    private final Meters meters;
    private long windowStart;
    private int inWindow;
    private long skipped;

    /** The viewers of another node, and what is about to be sent to it. */
    private static final class RemoteViewers {
        List<FeedFilter> filters = List.of();
        long expiresAt;
        ArrayNode pending = JsonNodeFactory.instance.arrayNode();
    }

    WatchedApp(int eventsPerSecond, Meters meters) {
        this.eventsPerSecond = eventsPerSecond;
        this.meters = meters;
        this.windowStart = System.nanoTime();
    }

    synchronized int viewers() {
        return viewers.size();
    }

    /** All viewers that this node knows of. */
    synchronized int viewersEverywhere() {
        return viewers.size()
                + others.values().stream().mapToInt(it -> it.filters.size()).sum();
    }

    synchronized void add(FeedViewer viewer) {
        viewers.add(viewer);
    }

    synchronized boolean remove(FeedViewer viewer) {
        return viewers.remove(viewer);
    }

    synchronized List<FeedViewer> local() {
        return List.copyOf(viewers);
    }

    synchronized List<FeedFilter> filters() {
        return viewers.stream().map(FeedViewer::filter).toList();
    }

    /** Another node has these viewers until a time in {@link System#nanoTime}, unless it announces them again. */
    synchronized void setRemote(String node, List<FeedFilter> filters, long expiresAt) {
        if (filters.isEmpty()) {
            others.remove(node);
            return;
        }
        RemoteViewers remote = others.computeIfAbsent(node, name -> new RemoteViewers());
        remote.filters = filters;
        remote.expiresAt = expiresAt;
    }

    /** Removes viewers of nodes that do not announce them any more. Returns whether there are others. */
    synchronized boolean expire(long now) {
        others.values().removeIf(it -> it.expiresAt - now < 0);
        return !viewers.isEmpty() || !others.isEmpty();
    }

    /**
     * Passes on an event that happened on this node, if somebody wants it and the app is within its rate.
     *
     * @param node the name of this node
     * @param now  the time in {@link System#nanoTime}
     * @return whether something is to be sent to other nodes
     */
    boolean report(FeedEvent event, String node, long now) {
        List<FeedViewer> wanting;
        List<RemoteViewers> remote = new ArrayList<>();
        synchronized (this) {
            wanting = viewers.stream().filter(it -> it.filter().matches(event)).toList();
            for (RemoteViewers it : others.values()) {
                if (it.filters.stream().anyMatch(filter -> filter.matches(event))) {
                    remote.add(it);
                }
            }
            boolean isWanted = !wanting.isEmpty() || !remote.isEmpty();
            if (!isWanted || !admit(now)) {
                return false;
            }
        }
        ObjectNode json = event.toJson(node, Instant.now());
        if (!remote.isEmpty()) {
            synchronized (this) {
                remote.forEach(it -> it.pending.add(json));
            }
        }
        meters.feedEvent();
        offer(wanting, json);
        return !remote.isEmpty();
    }

    /** Passes on an event that happened on another node. */
    void receive(JsonNode event) {
        List<FeedViewer> wanting;
        synchronized (this) {
            wanting = viewers.stream().filter(it -> it.filter().matches(event)).toList();
        }
        offer(wanting, event);
    }

    private void offer(List<FeedViewer> to, JsonNode event) {
        if (!to.isEmpty()) {
            FeedViewer.Item item = new FeedViewer.Item(event.path("type").asText(), Json.compact(event));
            for (FeedViewer viewer : to) {
                if (!viewer.offer(item)) {
                    skipped(Bound.FEED_VIEWER_BYTES, 1);
                }
            }
        }
    }

    private void skipped(Bound bound, long count) {
        meters.rejected(bound, count);
        meters.feedSkipped(count);
    }

    private boolean admit(long now) {
        if (now - windowStart >= SECOND) {
            windowStart = now;
            inWindow = 0;
        }
        if (inWindow >= eventsPerSecond) {
            skipped++;
            return false;
        }
        inWindow++;
        return true;
    }

    /**
     * Reports to all viewers how many events were left out since the last call.
     *
     * @return whether something is to be sent to other nodes
     */
    boolean reportSkipped(String node) {
        long count;
        synchronized (this) {
            count = skipped;
            skipped = 0;
        }
        local().forEach(viewer -> viewer.reportSkipped(node));
        if (count == 0) {
            return false;
        }
        skipped(Bound.FEED_RATE, count);
        ObjectNode json = FeedEvent.skipped(count).toJson(node, Instant.now());
        synchronized (this) {
            others.values().forEach(it -> it.pending.add(json));
        }
        offer(local(), json);
        return true;
    }

    /** Takes the events that are to be sent, by node. */
    synchronized Map<String, ArrayNode> takePending() {
        Map<String, ArrayNode> all = new HashMap<>();
        others.forEach((node, remote) -> {
            if (!remote.pending.isEmpty()) {
                all.put(node, remote.pending);
                remote.pending = JsonNodeFactory.instance.arrayNode();
            }
        });
        return all;
    }
}
