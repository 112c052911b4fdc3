package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.terraform.provider.ProviderException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Access to the admin API after the provider is configured. */
final class Connection {

    private static final ProviderException UNKNOWN = new ProviderException(
            "The server is not known yet",
            "The provider's url or token depends on a resource that is not applied yet. Apply it first, for example with "
                    + "-target, or set VASK_URL and VASK_ADMIN_TOKEN.");

    private final ConcurrentHashMap<String, Lock> locks = new ConcurrentHashMap<>();
    private volatile @Nullable AdminApi api;

    void open(AdminApi opened) {
        this.api = opened;
    }

    /**
     * The API.
     *
     * @throws ProviderException if the address is not known yet
     */
    AdminApi api() throws ProviderException {
        AdminApi opened = api;
        if (opened == null) {
            throw UNKNOWN;
        }
        return opened;
    }

    /**
     * Changes an app: reads it, applies {@code change}, and writes it back, so that unknown fields are kept. Changes of one app do not
     * overlap within this process.
     *
     * @return the changed app; empty if it does not exist
     */
    Optional<JsonNode> update(String key, Change change) throws ProviderException {
        Lock lock = locks.computeIfAbsent(key, _ -> new ReentrantLock());
        lock.lock();
        try {
            String path = AdminApi.app(key);
            Optional<JsonNode> found = api().find(path);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ObjectNode app = found.get().deepCopy();
            change.to(app);
            return Optional.of(api().put(path, app));
        } finally {
            lock.unlock();
        }
    }

    /** A change of an app's JSON. */
    @FunctionalInterface
    interface Change {
        void to(ObjectNode app) throws ProviderException;
    }
}
