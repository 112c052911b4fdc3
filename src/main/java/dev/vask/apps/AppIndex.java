package dev.vask.apps;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Apps by key and by app id, immutable. A key and an app id never name two apps (2.2). */
public final class AppIndex {

    /** No apps. */
    public static final AppIndex EMPTY = new AppIndex(Map.of(), Map.of());

    private final Map<String, App> byKey;
    private final Map<String, App> byAppId;

    private AppIndex(Map<String, App> byKey, Map<String, App> byAppId) {
        this.byKey = byKey;
        this.byAppId = byAppId;
    }

    /**
     * The index of these apps, which have different keys.
     *
     * @throws AppIdTakenException if a key or an app id belongs to two apps
     */
    public static AppIndex of(Collection<App> apps) {
        Map<String, App> byKey = new LinkedHashMap<>();
        apps.forEach(app -> byKey.put(app.key(), app));
        Map<String, App> byAppId = new HashMap<>();
        for (App app : apps) {
            String id = app.appId();
            if (id != null && !id.equals(app.key())) {
                App other = byKey.containsKey(id) ? byKey.get(id) : byAppId.putIfAbsent(id, app);
                if (other != null) {
                    throw new AppIdTakenException(id, other.key());
                }
            }
        }
        return new AppIndex(byKey, byAppId);
    }

    /**
     * The index with one app added or replaced.
     *
     * @throws AppIdTakenException if its key or its app id belongs to another app
     */
    public AppIndex with(App app) {
        requireFree(app.key(), app);
        if (app.appId() != null) {
            requireFree(app.appId(), app);
        }
        Map<String, App> keys = new LinkedHashMap<>(byKey);
        keys.put(app.key(), app);
        Map<String, App> ids = withoutAppIdOf(app.key());
        if (app.appId() != null && !app.appId().equals(app.key())) {
            ids.put(app.appId(), app);
        }
        return new AppIndex(keys, ids);
    }

    private void requireFree(String keyOrAppId, App app) {
        App owner = byPath(keyOrAppId);
        if (owner != null && !owner.key().equals(app.key())) {
            throw new AppIdTakenException(keyOrAppId, owner.key());
        }
    }

    /** The index without an app. */
    public AppIndex without(String key) {
        Map<String, App> keys = new LinkedHashMap<>(byKey);
        keys.remove(key);
        return new AppIndex(keys, withoutAppIdOf(key));
    }

    private Map<String, App> withoutAppIdOf(String key) {
        Map<String, App> ids = new HashMap<>(byAppId);
        ids.values().removeIf(it -> it.key().equals(key));
        return ids;
    }

    /** The app with this key, or null. */
    public @Nullable App get(String key) {
        return byKey.get(key);
    }

    /** The app with this key or this app id, or null. */
    public @Nullable App byPath(String keyOrAppId) {
        App app = byKey.get(keyOrAppId);
        return app == null ? byAppId.get(keyOrAppId) : app;
    }

    /** The app with this key. */
    public Optional<App> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** All apps. */
    public Collection<App> apps() {
        return byKey.values();
    }
}
