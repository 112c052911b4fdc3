package dev.vask.conversations;

import dev.vask.support.Server;
import java.util.Map;

/** Servers with a small heap for tests of what hostile clients can do. */
final class SmallServers {

    private SmallServers() {}

    /**
     * A server that waits 2 s for what it waits 10 s for by default.
     *
     * @param direct whether frames go straight into the network connection, or through WebSockets Next
     */
    static Server impatient(boolean direct) {
        return Server.small(Map.of(
                "vask.edge.direct-writes", Boolean.toString(direct),
                "vask.edge.throttle-timeout", "2s",
                "vask.edge.message-timeout", "2s"));
    }
}
