package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as an edge of a cluster, with the AOT cache of an edge if there is one, on stores that hold the app of the benchmark.
 *
 * @param publisher the instance that answers backends
 */
record VaskEdge(VaskJar jar, Stores stores, Server publisher) implements Subject {

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public Server start() {
        Map<String, String> settings = new HashMap<>(stores.settings());
        settings.put("VASK_ROLE", "edge");
        return jar.withCacheOf("edge").start(name(), settings, port -> {});
    }

    @Override
    public Server publisher(Server started) {
        return publisher;
    }
}
