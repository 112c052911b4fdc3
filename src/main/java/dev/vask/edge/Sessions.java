package dev.vask.edge;

import dev.vask.apps.AppChange;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this node by app, so that a change of an app reaches them at once (5.1.8). */
@Singleton
class Sessions {

    private final Map<String, Set<Session>> byApp = new ConcurrentHashMap<>();

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
    }

    void appChanged(@Observes AppChange change) {
        for (Session session : byApp.getOrDefault(change.key(), Set.of())) {
            session.loop().lane().execute(() -> session.appChanged(change.now().orElse(null)));
        }
    }
}
