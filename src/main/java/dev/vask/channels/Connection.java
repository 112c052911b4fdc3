package dev.vask.channels;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;

/** One connection, for code that sends to it. Use it only on its event loop. */
public interface Connection {

    SocketId id();

    /** Sends a frame after all previous ones. Does not block. A client that reads too slowly is disconnected. */
    void send(Frame frame);

    /** Closes the connection after all previous frames; nothing is sent afterwards. */
    void close(ErrorCode code, String reason);
}
