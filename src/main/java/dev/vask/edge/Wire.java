package dev.vask.edge;

import dev.vask.protocol.Frame;

/** How frames get to one client. To be used on the event loop of its connection only. */
interface Wire {

    /** Sends a frame after those before; returns at once. */
    void send(Frame frame);

    /** Bytes that were sent but not yet taken by the network, those of control frames included. */
    long owed();
}
