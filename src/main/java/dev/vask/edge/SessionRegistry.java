package dev.vask.edge;

import dev.vask.apps.AppChange;
import dev.vask.live.LiveStateInterruption;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sessions of this node by app, so that a change of an app applies to them immediately (5.1.8). */
@Singleton
class SessionRegistry {

    private final Map<String, Set<Session>> byApp = new ConcurrentHashMap<>();
    private volatile @Nullable CompletableFuture<Void> empty;

    void add(Session session) {
        byApp.compute(session.app().key(), (key, sessions) -> {
            Set<Session> all = sessions == null ? ConcurrentHashMap.newKeySet() : sessions;
            all.add(session);
            return all;
        });
    }

    void remove(Session session) {
        byApp.computeIfPresent(session.app().key(), (key, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
        CompletableFuture<Void> waiting = empty;
        if (waiting != null && byApp.isEmpty()) {
            waiting.complete(null);
        }
    }

    /** Whether an app has an open connection with this socket id on this node. */
    boolean has(String app, String socketId) {
        return of(app).stream().anyMatch(it -> it.id().value().equals(socketId));
    }

    /** All sessions. */
    List<Session> all() {
        return byApp.values().stream().flatMap(Set::stream).toList();
    }

    /** Completes when there is no session. */
    CompletableFuture<Void> whenEmpty() {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        empty = waiting;
        if (byApp.isEmpty()) {
            waiting.complete(null);
        }
        return waiting;
    }

    void appChanged(@Observes AppChange change) {
        forEach(of(change.key()), session -> session.appChanged(change.now().orElse(null)));
    }

    void interrupted(@Observes LiveStateInterruption interruption) {
        forEach(interruption.app().map(this::of).orElseGet(this::all), Session::requestReconnect);
    }

    private Collection<Session> of(String app) {
        return byApp.getOrDefault(app, Set.of());
    }

    private static void forEach(Collection<Session> sessions, Consumer<Session> action) {
        sessions.forEach(session -> session.loop().lane().execute(() -> action.accept(session)));
    }
}
