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

/** A Vask cluster: several processes of the built program that share a Redis and a database. */
public final class Cluster implements AutoCloseable {

    private final Map<String, String> settings;
    private final List<VaskNode> nodes = new CopyOnWriteArrayList<>();
    private final List<LambdaFunction> functions = new CopyOnWriteArrayList<>();

    /**
     * Creates a cluster without nodes.
     *
     * @param redis    the URL of Redis
     * @param settings settings of all nodes, in addition to the mode, Redis and the database
     */
    public Cluster(String redis, Map<String, String> settings) {
        this(redis, TestPostgres.database(), settings);
    }

    /** Creates a cluster that uses an existing database. */
    public Cluster(String redis, TestDatabase database, Map<String, String> settings) {
        this.settings = new HashMap<>(Map.of(
                "vask.mode", "cluster", "vask.redis.url", redis, "vask.cluster.prefix", "test-" + UUID.randomUUID()));
        this.settings.putAll(database.settings());
        this.settings.putAll(settings);
    }

    /** Starts nodes with these roles in parallel and waits until they are ready. */
    public List<VaskNode> start(String... roles) {
        return start(List.of(roles), i -> Map.of());
    }

    /** Starts nodes with these roles in parallel; each has additional settings by its index. */
    public List<VaskNode> start(List<String> roles, IntFunction<Map<String, String>> additional) {
        List<VaskNode> started = IntStream.range(0, roles.size())
                .mapToObj(i -> launch(roles.get(i), additional.apply(i)))
                .toList();
        started.forEach(VaskNode::awaitReady);
        return started;
    }

    /** Starts a node with additional settings and waits until it is ready. */
    public VaskNode start(String role, Map<String, String> additional) {
        return launch(role, additional).awaitReady();
    }

    /** Starts an instance of the function for AWS Lambda with additional settings, and does not wait for it. */
    public LambdaFunction startFunction(Map<String, String> additional) {
        Map<String, String> merged = new HashMap<>(settings);
        merged.putAll(additional);
        LambdaFunction function = LambdaFunction.start(merged);
        functions.add(function);
        return function;
    }

    private VaskNode launch(String role, Map<String, String> additional) {
        Map<String, String> merged = new HashMap<>(settings);
        merged.put("vask.role", role);
        merged.putAll(additional);
        return new VaskNode(this, role, ServerProcess.launch(merged));
    }

    /** Registers a node that is ready. */
    void add(VaskNode node) {
        nodes.add(node);
    }

    /** Removes a node that has exited or is about to exit. */
    void remove(VaskNode node) {
        nodes.remove(node);
    }

    /**
     * Waits until all earlier changes through the admin API are effective on every node. It makes one more change and waits for it.
     *
     * @param admin a server with the admin API
     */
    void awaitChanges(Server admin) {
        awaitChanges(admin, nodes);
    }

    /** Waits until all changes through the admin API are effective on these nodes. */
    static void awaitChanges(Server admin, List<VaskNode> nodes) {
        TestApp marker = TestApp.create(admin, Map.of());
        List<TestApp> onEachNode = new ArrayList<>();
        for (VaskNode node : nodes) {
            onEachNode.add(marker.on(node));
        }
        onEachNode.forEach(TestApp::isEnabledNow);
        marker.disable();
        onEachNode.forEach(app -> await("the change is effective")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !app.isEnabledNow()));
    }

    @Override
    public void close() {
        nodes.forEach(VaskNode::destroy);
        nodes.clear();
        functions.forEach(LambdaFunction::close);
        functions.clear();
    }
}
