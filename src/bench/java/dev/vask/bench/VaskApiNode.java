package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as a node of a cluster that only backends use. The app of the benchmark must exist already.
 */
record VaskApiNode(VaskJar jar, Stores stores) implements SystemUnderTest {

    @Override
    public String name() {
        return "api";
    }

    @Override
    public Server start() {
        Map<String, String> settings = new HashMap<>(stores.settings());
        settings.put("VASK_ROLE", "api");
        return jar.withAotCacheFor("api").startForBackends(name(), settings);
    }
}
