package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What this node holds of all apps, and what Redis may not know of that, kept while operations of many sockets come and go and
 * connections to Redis fail. Safe for use by several threads.
 *
 * <pre>
 *            told by each operation ──cut()──▶ told by nobody ──snapshot(app)──▶ told of the app as it was, late for the rest
 *                     ▲                              ▲ └──────────cut()──────────────────┘ │
 *                     └──────────────────────────────┴────────────mend()───────────────────┘
 * </pre>
 */
final class LocalStateLog {

    private final Map<String, LocalState> byApp = new HashMap<>();
    private final Map<String, PendingReleases> untold = new HashMap<>();
    private final Set<String> snapshots = new HashSet<>();
    private final List<Release> late = new ArrayList<>();
    private boolean isCut = true;
    private int underWay;

    /** That this node holds less of an app, and the calls that tell Redis, in their order: at least one. */
    record Release(App app, List<Part> parts) {

        /** The parts after the first. */
        Release afterFirst() {
            return new Release(app, parts.subList(1, parts.size()));
        }
    }

    /** One call, and what is given up by it. */
    record Part(LuaScript script, List<String> arguments, Disconnection what) {}

    /** An operation begins that may make this node hold more; {@link #taken} or {@link #notTaken} has to follow. */
    synchronized void begin() {
        underWay++;
    }

    /** An operation succeeded; {@code result} notes what this node holds by it. */
    synchronized <T> T taken(App app, Function<LocalState, T> result) {
        underWay--;
        LocalState mine = byApp.computeIfAbsent(app.key(), key -> new LocalState(app));
        mine.app(app);
        T answer = result.apply(mine);
        dropIfEmpty(app.key(), mine);
        return answer;
    }

    /** An operation failed: Redis may believe that this node holds {@code what}. */
    synchronized void notTaken(App app, Disconnection what) {
        underWay--;
        pendingReleases(app).add(what);
    }

    /** This node holds less: true if Redis is to be told now, and then {@link #told} or {@link #notTold} has to follow. */
    synchronized boolean giveUp(Release release, Consumer<LocalState> what) {
        App app = release.app();
        LocalState mine = byApp.get(app.key());
        if (mine != null) {
            mine.app(app);
            what.accept(mine);
            dropIfEmpty(app.key(), mine);
        }
        if (!isCut) {
            underWay++;
        } else if (snapshots.contains(app.key())) {
            late.add(release);
        } else {
            noteUntold(release);
        }
        return !isCut;
    }

    /** Redis heard a goodbye. */
    synchronized void told() {
        underWay--;
    }

    /** Redis may not have heard a goodbye, or this rest of one. */
    synchronized void notTold(Release release) {
        underWay--;
        noteUntold(release);
    }

    private void noteUntold(Release release) {
        release.parts().forEach(part -> pendingReleases(release.app()).add(part.what()));
    }

    /** Whether Redis is told nothing now. */
    synchronized boolean isCut() {
        return isCut;
    }

    private void dropIfEmpty(String app, LocalState mine) {
        if (mine.isEmpty()) {
            byApp.remove(app);
        }
    }

    private PendingReleases pendingReleases(App app) {
        return untold.computeIfAbsent(app.key(), key -> new PendingReleases(app));
    }

    /** The app as the last operation on it knew it, or as given if this node holds nothing of it. */
    synchronized App current(App app) {
        LocalState mine = byApp.get(app.key());
        return mine == null ? app : mine.app();
    }

    /** The apps of which this node holds something. */
    synchronized Set<String> apps() {
        return Set.copyOf(byApp.keySet());
    }

    synchronized boolean isEmpty() {
        return byApp.isEmpty();
    }

    /** Whether no operation is under way: after {@link #cut} only failures are outstanding. */
    synchronized boolean isSettled() {
        return underWay == 0;
    }

    /** Whether Redis may not know all. */
    synchronized boolean hasUntold() {
        return !untold.isEmpty();
    }

    /** From here on, Redis is told nothing. */
    synchronized void cut() {
        isCut = true;
        snapshots.clear();
        late.forEach(this::noteUntold);
        late.clear();
    }

    /** The apps of which Redis has to be told all. */
    synchronized Set<String> incomplete() {
        Set<String> apps = new HashSet<>(byApp.keySet());
        apps.addAll(untold.keySet());
        return apps;
    }

    /**
     * What makes Redis know all that this node holds of an app now.
     *
     * @param known what Redis believes that it holds, as {@link LuaScript#NODE_ENTRIES} answers
     * @param tell  whether others are to hear of what is gone
     * @param slice how many members one call is about at most
     */
    synchronized List<Restoration> snapshot(String app, Set<String> known, boolean tell, int slice) {
        snapshots.add(app);
        LocalState mine = byApp.get(app);
        PendingReleases gone = untold.get(app);
        App settings = mine != null ? mine.app() : gone != null ? gone.app() : null;
        if (settings == null) {
            return List.of();
        }
        return Restoration.of(mine == null ? new LocalState(settings) : mine, known, tell, slice);
    }

    /** What is reported of an app to its backend, as the last operation on it knew it. */
    synchronized String reported(String app, WebhookEvents reports) {
        LocalState mine = byApp.get(app);
        PendingReleases gone = untold.get(app);
        return reports.of(mine != null ? mine.app() : gone != null ? gone.app() : null);
    }

    /** What was given up before the snapshots, and Redis was not told. */
    synchronized List<PendingReleases> pendingReleases() {
        return List.copyOf(untold.values());
    }

    /**
     * Redis knows what the snapshots say: from here on it is told everything again.
     *
     * @param tell tells what was given up since the snapshots; {@link #told} or {@link #notTold} has to follow for each
     */
    synchronized void mend(Consumer<Release> tell) {
        untold.clear();
        snapshots.clear();
        isCut = false;
        underWay += late.size();
        List.copyOf(late).forEach(tell);
        late.clear();
    }

    /** This node has another name, under which Redis knows nothing of it. */
    synchronized void forget() {
        untold.clear();
    }
}
