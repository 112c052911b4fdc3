package dev.vask.conversations;

import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;

/** Conformance to RFC 6455 of connections that WebSockets Next has upgraded. */
@SameInBothModes
class RoutedConformanceIT extends WebSocketConformanceCases {

    RoutedConformanceIT() {
        super(Server.standard(), "Sec-WebSocket-Protocol: pusher");
    }
}
