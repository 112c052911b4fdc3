package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The running nodes of one system, which share a Redis server.
 *
 * @param api     the node that backends publish to
 * @param edges   the nodes that clients connect to
 * @param storage closes what the nodes use, after them
 */
record Cluster(Server api, List<Server> edges, BenchRedis redis, AutoCloseable storage) implements AutoCloseable {

    /** The nodes, the publishing one first. */
    List<Server> nodes() {
        List<Server> all = new ArrayList<>(List.of(api));
        all.addAll(edges);
        return all;
    }

    @Override
    public void close() {
        edges.forEach(Server::close);
        api.close();
        try {
            storage.close();
        } catch (Exception e) {
            throw new BenchException("Could not stop what the nodes used: " + e.getMessage(), e);
        }
    }
}
