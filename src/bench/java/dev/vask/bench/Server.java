package dev.vask.bench;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A running server, and the app to use on it.
 *
 * @param name         in the report
 * @param appId        in the paths of the HTTP API; for Vask, the key
 * @param processStats of the process; null if it is not visible or not on this machine
 * @param stop         stops the server; does nothing for a peer
 */
record Server(
        String name,
        InetSocketAddress address,
        String appId,
        String key,
        String secret,
        @Nullable ProcessStats processStats,
        Runnable stop)
        implements AutoCloseable {

    /** The same server at another of its addresses. */
    Server at(InetSocketAddress other) {
        return new Server(name, other, appId, key, secret, processStats, stop);
    }

    @Override
    public void close() {
        stop.run();
    }
}
