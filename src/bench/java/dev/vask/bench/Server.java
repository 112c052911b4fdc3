package dev.vask.bench;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A running server of the Pusher protocol, and how to come in.
 *
 * @param name     what the report calls it
 * @param appId    in the paths of the HTTP API; Vask's is the key
 * @param processStats of its process; null if that is not on this machine
 * @param stop     ends it, if it is ours to end
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

    @Override
    public void close() {
        stop.run();
    }
}
