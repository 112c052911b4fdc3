package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.terraform.provider.FailedException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The admin API, once the provider is configured. */
final class Connection {

    private static final FailedException UNKNOWN = new FailedException(
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
     * @throws FailedException if the configuration does not say yet where it is
     */
    AdminApi api() throws FailedException {
        AdminApi opened = api;
        if (opened == null) {
            throw UNKNOWN;
        }
        return opened;
    }

    /**
     * Changes an app: reads it, and writes it back as {@code change} left it, so that what this provider does not know of it
     * stays. No two changes of one app overlap within this process.
     *
     * @return the app as it then is; empty if there is none
     */
    Optional<JsonNode> changing(String key, Change change) throws FailedException {
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

    /** What shall be different. */
    @FunctionalInterface
    interface Change {
        void to(ObjectNode app) throws FailedException;
    }
}
