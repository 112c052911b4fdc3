package dev.vask.conversations;

import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import java.util.Map;

/** Conformance to RFC 6455 without direct writes. */
@SameInBothModes
class IndirectWritesConformanceIT extends WebSocketConformanceCases {

    IndirectWritesConformanceIT() {
        super(Server.with(Map.of("vask.edge.direct-writes", "false")));
    }
}
