package dev.vask.live.redis;

import dev.vask.apps.App;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What this node holds of all apps, kept while operations of many sockets come and go. Safe for use by several threads. */
final class Ledger {

    private final Map<String, Holdings> byApp = new HashMap<>();
    private final Set<String> untold = new HashSet<>();
    private int underWay;

    /** An operation begins that may make this node hold more; {@link #taken} or {@link #notTaken} has to follow. */
    synchronized void begin() {
        underWay++;
    }

    /** An operation succeeded; {@code result} notes what this node holds by it. */
    synchronized <T> T taken(App app, Function<Holdings, T> result) {
        underWay--;
        Holdings mine = byApp.computeIfAbsent(app.key(), key -> new Holdings(app));
        mine.app(app);
        T answer = result.apply(mine);
        dropIfEmpty(app.key(), mine);
        return answer;
    }

    /** An operation failed: Redis may believe that this node holds what it does not. */
    synchronized void notTaken(App app) {
        underWay--;
        untold.add(app.key());
    }

    /**
     * This node holds less.
     *
     * @param told whether Redis hears of it now; if not, {@link #untold} names the app
     */
    synchronized void giveUp(App app, boolean told, Consumer<Holdings> what) {
        Holdings mine = byApp.get(app.key());
        if (mine != null) {
            mine.app(app);
            what.accept(mine);
            dropIfEmpty(app.key(), mine);
        }
        if (!told) {
            untold.add(app.key());
        }
    }

    private void dropIfEmpty(String app, Holdings mine) {
        if (mine.isEmpty()) {
            byApp.remove(app);
        }
    }

    /** The app as the last operation on it knew it, or as given if this node holds nothing of it. */
    synchronized App current(App app) {
        Holdings mine = byApp.get(app.key());
        return mine == null ? app : mine.app();
    }

    /** The apps of which this node holds something. */
    synchronized Set<String> apps() {
        return Set.copyOf(byApp.keySet());
    }

    synchronized boolean isEmpty() {
        return byApp.isEmpty();
    }

    /** Whether no operation is under way that may make this node hold more. */
    synchronized boolean isSettled() {
        return underWay == 0;
    }

    /** The apps of which Redis was not told everything, all of which is forgotten here: whoever asks tells. */
    synchronized Set<String> untold() {
        Set<String> apps = Set.copyOf(untold);
        untold.clear();
        return apps;
    }

    /** Whether there are such apps. */
    synchronized boolean hasUntold() {
        return !untold.isEmpty();
    }

    /** The calls of {@link Script#RESTORE} that tell all that this node holds of an app, none if it holds nothing. */
    synchronized List<List<String>> restored(String app) {
        return Optional.ofNullable(byApp.get(app)).map(Arguments::restored).orElse(List.of());
    }
}
