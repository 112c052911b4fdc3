package dev.vask.edge;

import dev.vask.protocol.Frame;

/** How frames get to one client. To be used on the event loop of its connection only. */
interface Wire {

    /** Sends a frame after those before; returns at once. */
    void send(Frame frame);

    /** Bytes that were sent but not yet taken by the network. */
    long owed();

    /** A message of the client has come. */
    void heard();

    /** What that message asked for is done, and the next may come. */
    void handled();

    /** When anything at all last came from the client, in {@link System#nanoTime}. */
    long heardAt();

    /** Cuts the connection, without another word. */
    void cut();
}
