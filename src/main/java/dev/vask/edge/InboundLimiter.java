package dev.vask.edge;

/**
 * Holds what one client sends within the limits of section 14: slows down a client that sends too much, and closes the connection at
 * frame errors, limits and deadlines. Use it only on the event loop of the connection.
 */
public interface InboundLimiter {

    /** The time of the last bytes from the client, in {@link System#nanoTime}. Control frames count (5.3.1). */
    long lastReceivedAt();

    /** Reports that a message was handled, and that the next one may come. */
    void handled();

    /** Discards from here on everything that the client sends, except its close frame. */
    void stop();
}
