package dev.vask.edge;

import dev.vask.protocol.Frame;

/**
 * Writes to one client. Whether something may be written is decided by {@link ClientConnection}. Use it only on the event loop of the
 * connection.
 */
public interface Transport {

    /** Writes a frame after the previous ones, and flushes it by the end of this turn of the event loop or soon after. Does not block. */
    void send(Frame frame);

    /** Writes a WebSocket ping after the previous frames, which WebSocket libraries answer automatically. */
    void ping();

    /**
     * Writes a close frame after the previous frames.
     *
     * @param reason at most 123 bytes
     */
    void close(int code, String reason);

    /** Bytes that were written but not accepted by the operating system yet. */
    long pendingBytes();

    /** How it writes. */
    TransportKind kind();
}
