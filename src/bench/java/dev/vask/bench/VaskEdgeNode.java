package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as an edge of a cluster, with the AOT cache for an edge if it exists. The app of the benchmark must exist already.
 *
 * @param apiServer the node that backends publish to
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
