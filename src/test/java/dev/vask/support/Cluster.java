package dev.vask.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Several processes of the built jar that are one service, with a database of their own. */
public final class Cluster implements AutoCloseable {

    private final Map<String, String> settings;
    private final List<Instance> instances = new CopyOnWriteArrayList<>();

    /**
     * A cluster without instances yet.
     *
     * @param redis    address of its Redis
     * @param settings of all instances, besides those that make them one service
     */
    public Cluster(String redis, Map<String, String> settings) {
        this(redis, TestPostgres.database(), settings);
    }

    /** The same, with a database that is there. */
    public Cluster(String redis, TestDatabase database, Map<String, String> settings) {
        this.settings = new HashMap<>(Map.of(
                "vask.mode", "cluster", "vask.redis.url", redis, "vask.cluster.prefix", "test-" + UUID.randomUUID()));
        this.settings.putAll(database.settings());
        this.settings.putAll(settings);
    }

    /** Starts instances of these roles, all at once, and waits until they are ready. */
    public List<Instance> start(String... roles) {
        return start(List.of(roles), i -> Map.of());
    }

    /** The same, the i-th with settings of its own. */
    public List<Instance> start(List<String> roles, IntFunction<Map<String, String>> own) {
        List<Instance> started = IntStream.range(0, roles.size())
                .mapToObj(i -> launch(roles.get(i), own.apply(i)))
                .toList();
        started.forEach(Instance::ready);
        return started;
    }

    /** Starts an instance with settings of its own, and waits until it is ready. */
    public Instance start(String role, Map<String, String> own) {
        return launch(role, own).ready();
    }

    private Instance launch(String role, Map<String, String> own) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("vask.role", role);
        all.putAll(own);
        return new Instance(this, role, ServerProcess.launch(all));
    }

    /** An instance is ready. */
    void welcome(Instance instance) {
        instances.add(instance);
    }

    /** An instance has ended, or is about to. */
    void forget(Instance instance) {
        instances.remove(instance);
    }

    /**
     * Waits until all that was changed through the admin API is live on every instance: a change that is made after them is.
     *
     * @param admin where changes can be made
     */
    void awaitChanges(Server admin) {
        TestApp marker = TestApp.create(admin, Map.of());
        List<TestApp> everywhere = new ArrayList<>();
        for (Instance instance : instances) {
            everywhere.add(marker.on(instance));
        }
        everywhere.forEach(TestApp::look);
        marker.disable();
        everywhere.forEach(app ->
                await("a change is live").pollInterval(Duration.ofMillis(5)).until(() -> !app.look()));
    }

    @Override
    public void close() {
        instances.forEach(Instance::destroy);
        instances.clear();
    }
}
