package dev.vask.channels;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;

/** One connection, as those see it who have something to tell it. To be used on its own event loop only. */
public interface Socket {

    SocketId id();

    /** Sends a frame after all that was sent before; never waits. A reader that does not keep up is closed instead. */
    void send(Frame frame);

    /** Closes the connection after all that was sent before; nothing is sent after. */
    void close(ErrorCode code, String reason);
}
