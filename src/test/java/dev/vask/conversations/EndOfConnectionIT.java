package dev.vask.conversations;

import dev.vask.support.Server;

/** How a connection ends by default. */
class EndOfConnectionIT extends EndOfConnectionCases {

    EndOfConnectionIT() {
        super(Server.standard());
    }
}
