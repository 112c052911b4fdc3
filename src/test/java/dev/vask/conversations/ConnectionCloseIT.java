package dev.vask.conversations;

import dev.vask.support.Server;

/** Connections that the server closes, with the default transport. */
class ConnectionCloseIT extends ConnectionCloseCases {

    ConnectionCloseIT() {
        super(Server.standard());
    }
}
