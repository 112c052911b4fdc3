package dev.vask.edge;

import dev.vask.protocol.Frame;

/** Sends frames to one client. Use it only on the event loop of the connection. */
interface Transport {

    /** Sends a frame after the previous ones. Does not block. */
    void send(Frame frame);

    /** Bytes that were sent but not accepted by the network yet, including control frames. */
    long pendingBytes();
}
