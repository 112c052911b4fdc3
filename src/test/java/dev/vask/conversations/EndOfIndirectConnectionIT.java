package dev.vask.conversations;

import dev.vask.support.Server;
import java.util.Map;

/** The same where frames do not go straight into the network connection. */
class EndOfIndirectConnectionIT extends EndOfConnectionIT {

    EndOfIndirectConnectionIT() {
        super(Server.with(Map.of("vask.edge.direct-writes", "false")));
    }
}
