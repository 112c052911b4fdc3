package dev.vask.edge;

import org.jspecify.annotations.Nullable;

/**
 * Holds what one client sends within the limits of section 14: slows down a client that sends too much, and closes the connection at
 * frame errors, limits and deadlines. Use it only on the event loop of the connection.
 */
public interface InboundLimiter {

    /** The time of the last bytes from the client, in {@link System#nanoTime}. Control frames count (5.3.1). */
    long lastReceivedAt();

    /**
     * Counts a message that reached the connection.
     *
     * @return why the connection must be closed, null if it need not be; a limiter that sees frames closes the connection itself
     */
    @Nullable
    CloseCause received(int bytes);

    /** Counts a control frame that reached the connection, which a limiter that sees frames has counted. */
    @Nullable
    CloseCause controlFrame();

    /** Reports that a message was handled, and that the next one may come. */
    void handled(int bytes);

    /** Discards from here on everything that the client sends, except its close frame. */
    void stop();
}
