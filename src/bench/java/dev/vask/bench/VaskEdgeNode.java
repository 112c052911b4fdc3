package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as an edge of a cluster, with the AOT cache of an edge if there is one, on stores that hold the app of the benchmark.
 *
 * @param publisher the instance that answers backends
 */
record VaskEdgeNode(VaskJar jar, Stores stores, Server apiServer) implements SystemUnderTest {

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public Server start() {
        Map<String, String> settings = new HashMap<>(stores.settings());
        settings.put("VASK_ROLE", "edge");
        return jar.withAotCacheFor("edge").start(name(), settings, port -> {});
    }

    @Override
    public Server apiServer(Server started) {
        return apiServer;
    }
}
