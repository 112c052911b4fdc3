package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.redis.scripts.AppScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this node holds in all apps, and what Redis may not know of it, while operations of many connections run and connections to Redis
 * fail. Thread-safe.
 *
 * <pre>
 *   connected: each operation is sent ──disconnect()──▶ disconnected: none is ──snapshot(app)──▶ releases after it are kept for later
 *                     ▲                                        ▲ └─────────disconnect()────────────────┘ │
 *                     └────────────────────────────────────────┴──────────────resume()───────────────────┘
 * </pre>
 */
public final class LocalStateLog {

    private final Map<String, LocalState> byApp = new HashMap<>();
    private final Map<String, PendingReleases> unsent = new HashMap<>();
    private final Set<String> snapshots = new HashSet<>();
    private final List<Release> afterSnapshots = new ArrayList<>();
    private boolean isDisconnected = true;
    private int underWay;

    /** A release of entries in an app, and the calls that send it to Redis, in their order: at least one. */
    public record Release(App app, List<Part> parts) {

        /** The parts after the first. */
        Release afterFirst() {
            return new Release(app, parts.subList(1, parts.size()));
        }
    }

    /**
     * One call of a release.
     *
     * @param script   the script, which returns whether a subscription count is due later
     * @param released what it releases
     */
    public record Part(AppScript<Boolean> script, Disconnection released) {}

    /** Starts an operation by which this node may hold more; {@link #acquired} or {@link #notAcquired} must follow. */
    synchronized void beginAcquiring() {
        underWay++;
    }

    /** The operation succeeded; {@code result} records what this node holds by it. */
    synchronized <T> T acquired(App app, Function<LocalState, T> result) {
        underWay--;
        LocalState state = byApp.computeIfAbsent(app.key(), key -> new LocalState(app));
        state.app(app);
        T value = result.apply(state);
        removeIfEmpty(app.key(), state);
        return value;
    }

    /** The operation failed: Redis may have recorded that this node holds {@code entries}. */
    synchronized void notAcquired(App app, Disconnection entries) {
        underWay--;
        pendingReleases(app).add(entries);
    }

    /** This node holds less. Returns whether to send it to Redis now; then {@link #sent} or {@link #notSent} must follow. */
    synchronized boolean release(Release release, Consumer<LocalState> change) {
        App app = release.app();
        LocalState state = byApp.get(app.key());
        if (state != null) {
            state.app(app);
            change.accept(state);
            removeIfEmpty(app.key(), state);
        }
        if (!isDisconnected) {
            underWay++;
        } else if (snapshots.contains(app.key())) {
            afterSnapshots.add(release);
        } else {
            addUnsent(release);
        }
        return !isDisconnected;
    }

    /** A release was sent. */
    synchronized void sent() {
        underWay--;
    }

    /** Redis may not have received a release, or this rest of one. */
    synchronized void notSent(Release release) {
        underWay--;
        addUnsent(release);
    }

    private void addUnsent(Release release) {
        release.parts().forEach(part -> pendingReleases(release.app()).add(part.released()));
    }

    /** Whether nothing is sent to Redis now. */
    synchronized boolean isDisconnected() {
        return isDisconnected;
    }

    private void removeIfEmpty(String app, LocalState state) {
        if (state.isEmpty()) {
            byApp.remove(app);
        }
    }

    private PendingReleases pendingReleases(App app) {
        return unsent.computeIfAbsent(app.key(), key -> new PendingReleases(app));
    }

    /** The settings of the app in its last operation, or as given if this node holds nothing in it. */
    synchronized App current(App app) {
        LocalState state = byApp.get(app.key());
        return state == null ? app : state.app();
    }

    /** The settings of the app in its last operation, null if this node has nothing to restore or to release in it. */
    synchronized @Nullable App settings(String app) {
        LocalState state = byApp.get(app);
        if (state != null) {
            return state.app();
        }
        PendingReleases pending = unsent.get(app);
        return pending == null ? null : pending.app();
    }

    /** The apps in which this node holds entries. */
    synchronized Set<String> apps() {
        return Set.copyOf(byApp.keySet());
    }

    synchronized boolean isEmpty() {
        return byApp.isEmpty();
    }

    /** Whether no operation is under way: after {@link #disconnect} only failures are outstanding. */
    synchronized boolean isSettled() {
        return underWay == 0;
    }

    /** Whether Redis may not know all releases. */
    synchronized boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /** Nothing is sent to Redis from now on. */
    synchronized void disconnect() {
        isDisconnected = true;
        snapshots.clear();
        afterSnapshots.forEach(this::addUnsent);
        afterSnapshots.clear();
    }

    /** The apps whose entries have to be restored in Redis. */
    synchronized Set<String> appsToRestore() {
        Set<String> apps = new HashSet<>(byApp.keySet());
        apps.addAll(unsent.keySet());
        return apps;
    }

    /**
     * The calls that make Redis know all that this node holds in an app now.
     *
     * @param known  the entries that Redis has of this node
     * @param notify whether to notify others of what is released
     * @param limit  the maximum number of members in one call
     */
    synchronized List<Restoration> snapshot(String app, Set<String> known, boolean notify, int limit) {
        snapshots.add(app);
        App settings = settings(app);
        if (settings == null) {
            return List.of();
        }
        LocalState state = byApp.get(app);
        return Restoration.of(state == null ? new LocalState(settings) : state, known, notify, limit);
    }

    /** What was released before the snapshots and not sent. */
    synchronized List<PendingReleases> pendingReleases() {
        return List.copyOf(unsent.values());
    }

    /**
     * Redis knows the snapshots: from now on each operation is sent again.
     *
     * @param send sends a release after the snapshots; {@link #sent} or {@link #notSent} must follow for each
     */
    synchronized void resume(Consumer<Release> send) {
        unsent.clear();
        snapshots.clear();
        isDisconnected = false;
        underWay += afterSnapshots.size();
        List.copyOf(afterSnapshots).forEach(send);
        afterSnapshots.clear();
    }

    /** This node has a new name, of which Redis has no entries. */
    synchronized void clearUnsent() {
        unsent.clear();
    }
}
