package dev.vask.conversations;

import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import java.util.Map;

/** Connections that the server closes, without direct writes. */
@SameInBothModes
class IndirectWritesCloseIT extends ConnectionCloseCases {

    IndirectWritesCloseIT() {
        super(Server.with(Map.of("vask.edge.direct-writes", "false")));
    }
}
