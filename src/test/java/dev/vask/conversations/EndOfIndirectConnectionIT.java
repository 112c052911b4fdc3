package dev.vask.conversations;

import dev.vask.support.Server;
import java.util.Map;

/** How a connection ends where frames do not go straight into the network connection. */
class EndOfIndirectConnectionIT extends EndOfConnectionCases {

    EndOfIndirectConnectionIT() {
        super(Server.with(Map.of("vask.edge.direct-writes", "false")));
    }
}
