package dev.vask.conversations;

import dev.vask.support.Server;
import java.util.Map;

/** Servers with a small heap, for tests with hostile clients. */
final class SmallHeapServers {

    private SmallHeapServers() {}

    /**
     * A server with timeouts of 2 s instead of 10 s.
     *
     * @param direct whether frames are written directly to the network connection, or through the API of Vert.x
     */
    static Server withShortTimeouts(boolean direct) {
        return Server.small(Map.of(
                "vask.edge.direct-writes", Boolean.toString(direct),
                "vask.edge.throttle-timeout", "2s",
                "vask.edge.message-timeout", "2s"));
    }
}
