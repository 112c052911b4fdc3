package dev.vask.bench;

import java.util.Optional;

/** A server to measure: one that the benchmark starts, or a peer that is already running. */
interface SystemUnderTest {

    String name();

    /** Starts a new process and waits until it accepts connections, or returns the running peer. */
    Server start();

    /** The server that backends publish to in order to reach subscribers of {@code started}: by default the same one. */
    default Server apiServer(Server started) {
        return started;
    }

    /** Creates another app with a quota of events per second. Empty if the server cannot create apps. */
    default Optional<Server> createLimitedApp(Server server, int eventsPerSecond) {
        return Optional.empty();
    }

    /**
     * Starts a cluster with one node for publishing.
     *
     * @param edges the number of other nodes, for clients
     */
    default Cluster startCluster(int edges) {
        throw new BenchException("The nodes of %s cannot be started by the benchmark".formatted(name()));
    }
}
