package dev.vask.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppChange;
import dev.vask.live.ChannelChange;
import dev.vask.live.ChannelChangeListener;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The live feed: what happens in an app on all nodes, for operators who watch. Nodes announce their viewers to each other once a second;
 * each node sends its events to the nodes that have viewers. Callers check {@link #isWatched} before they create an event, so that nothing
 * is created while nobody watches. Thread-safe.
 */
@Singleton
public final class Feed implements ChannelChangeListener {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SEND_DELAY = Duration.ofMillis(100);
    private static final long EXPIRY = Duration.ofSeconds(5).toNanos();
    private static final String WATCH = "watch";
    private static final String EVENTS = "events";
    private static final String APP = "app";
    private static final String VIEWERS = "viewers";

    private final FeedConfig config;
    private final NodeBus bus;
    private final Vertx vertx;
    private final Meters meters;
    private final AtomicBoolean sending = new AtomicBoolean();

    /** Replaced with each change; empty while nobody watches. */
    private volatile Map<String, WatchedApp> watched = Map.of();

    private volatile boolean stopped;

    Feed(FeedConfig config, NodeBus bus, Vertx vertx, Meters meters) {
        this.config = config;
        this.bus = bus;
        this.vertx = vertx;
        this.meters = meters;
        atLeastOne("vask.feed.max-viewers", config.maxViewers());
        atLeastOne("vask.feed.events-per-second", config.eventsPerSecond());
        atLeastOne("vask.feed.viewer-bytes", config.viewerBytes());
    }

    private static void atLeastOne(String setting, int value) {
        if (value < 1) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be at least 1, found %d.".formatted(setting, value));
        }
    }

    /** Starts to learn of the viewers of other nodes. */
    public void start() {
        bus.on(WATCH, this::viewersChanged);
        bus.on(EVENTS, this::received);
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> tick());
        meters.registerGauge("vask.feed.viewers", "Viewers of live feeds on this node", this::viewers);
    }

    /** Ends all streams, and those that begin from now on. */
    public void stop() {
        stopped = true;
        watched.values().forEach(app -> app.local().forEach(FeedViewer::end));
    }

    private int viewers() {
        return watched.values().stream().mapToInt(WatchedApp::viewers).sum();
    }

    // On the paths of connections and events

    /** Whether somebody watches an app. One volatile read while nobody watches any. */
    public boolean isWatched(String app) {
        Map<String, WatchedApp> current = watched;
        return !current.isEmpty() && current.containsKey(app);
    }

    /** Whether somebody watches any app. */
    public boolean isActive() {
        return !watched.isEmpty();
    }

    /** Passes an event to those who watch the app. Does nothing if nobody does. */
    public void report(String app, FeedEvent event) {
        WatchedApp state = watched.get(app);
        if (state != null && state.report(event, bus.node(), System.nanoTime())) {
            sendSoon();
        }
    }

    @Override
    public boolean isInterestedIn(String app) {
        return isWatched(app);
    }

    @Override
    public void changed(String app, ChannelChange change) {
        FeedEventType type =
                switch (change.kind()) {
                    case OCCUPIED -> FeedEventType.CHANNEL_OCCUPIED;
                    case VACATED -> FeedEventType.CHANNEL_VACATED;
                    case MEMBER_ADDED -> FeedEventType.MEMBER_ADDED;
                    case MEMBER_REMOVED -> FeedEventType.MEMBER_REMOVED;
                };
        report(app, new FeedEvent(type, change.channel(), null, change.userId()));
    }

    // Viewers

    /**
     * Adds a viewer of an app.
     *
     * @param ready called on any thread when the viewer has something to take; must not block
     * @return the viewer, which has ended if the node is stopping; null if the app has the maximum number of viewers
     */
    public synchronized @Nullable FeedViewer open(String app, FeedFilter filter, Runnable ready) {
        FeedViewer viewer = new FeedViewer(filter, config.viewerBytes(), ready);
        if (stopped) {
            viewer.end();
            return viewer;
        }
        WatchedApp state = stateOf(app);
        if (state.viewersEverywhere() >= config.maxViewers()) {
            meters.rejected(Bound.FEED_VIEWERS);
            return null;
        }
        state.add(viewer);
        put(app, state);
        announce(app, state.filters());
        return viewer;
    }

    /** Removes a viewer. */
    public synchronized void close(String app, FeedViewer viewer) {
        WatchedApp state = watched.get(app);
        if (state != null && state.remove(viewer)) {
            announce(app, state.filters());
            removeIfUnwatched(app, state);
        }
    }

    /** The maximum number of viewers of one app. */
    public int maxViewers() {
        return config.maxViewers();
    }

    private WatchedApp stateOf(String app) {
        WatchedApp known = watched.get(app);
        return known == null ? new WatchedApp(config.eventsPerSecond(), meters) : known;
    }

    private void put(String app, WatchedApp state) {
        Map<String, WatchedApp> changed = new HashMap<>(watched);
        changed.put(app, state);
        watched = Map.copyOf(changed);
    }

    private void removeIfUnwatched(String app, WatchedApp state) {
        if (!state.expire(System.nanoTime())) {
            Map<String, WatchedApp> changed = new HashMap<>(watched);
            changed.remove(app);
            watched = Map.copyOf(changed);
        }
    }

    /** Ends the streams of a deleted app. */
    void appChanged(@Observes AppChange change) {
        WatchedApp state = watched.get(change.key());
        if (state != null && change.now().isEmpty()) {
            state.local().forEach(FeedViewer::end);
        }
    }

    // Other nodes

    private void announce(String app, List<FeedFilter> filters) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put(APP, app);
        filters.forEach(filter -> message.withArray(VIEWERS).add(filter.toJson()));
        bus.broadcast(WATCH, message);
    }

    private synchronized void viewersChanged(String from, ObjectNode message) {
        String app = message.path(APP).asText();
        List<FeedFilter> filters = StreamSupport.stream(message.path(VIEWERS).spliterator(), false)
                .map(FeedFilter::of)
                .toList();
        WatchedApp state = stateOf(app);
        state.setRemote(from, filters, System.nanoTime() + EXPIRY);
        put(app, state);
        removeIfUnwatched(app, state);
    }

    private void received(String from, ObjectNode message) {
        WatchedApp state = watched.get(message.path(APP).asText());
        if (state != null) {
            message.path(EVENTS).forEach(state::receive);
        }
    }

    private void tick() {
        watched.forEach((app, state) -> {
            if (state.viewers() > 0) {
                announce(app, state.filters());
            }
            if (state.reportSkipped(bus.node())) {
                sendSoon();
            }
            synchronized (this) {
                removeIfUnwatched(app, state);
            }
        });
    }

    private void sendSoon() {
        if (sending.compareAndSet(false, true)) {
            vertx.setTimer(SEND_DELAY.toMillis(), timer -> {
                sending.set(false);
                watched.forEach((app, state) -> state.takePending().forEach((node, events) -> {
                    ObjectNode message = JsonNodeFactory.instance.objectNode().put(APP, app);
                    message.set(EVENTS, events);
                    bus.send(node, EVENTS, message);
                }));
            });
        }
    }
}
