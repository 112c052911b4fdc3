package dev.vask.conversations;

import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;

/** Conformance to RFC 6455 with the direct transport. */
@SameInBothModes
class WebSocketConformanceIT extends WebSocketConformanceCases {

    WebSocketConformanceIT() {
        super(Server.standard());
    }
}
