package dev.vask.edge;

/**
 * Whether a connection has joined a channel that needs authorization, or has signed in. An app can close connections that have not in time
 * ({@code authorized_connections}). Once authorized, a connection stays so.
 */
final class ConnectionAuthorization {

    private boolean authorized;
    private int underWay;
    private long deadline;

    /** Sets when the time ends, in {@link System#nanoTime}. */
    void setDeadline(long when) {
        deadline = when;
    }

    /** A subscription or sign-in with a valid signature has begun: the time does not end before its outcome. */
    void begin() {
        underWay++;
    }

    /**
     * The outcome of what has begun.
     *
     * @param accepted false if it was rejected because of a limit; true also if it failed by a fault of the server, because clients would
     *                 never reconnect after a close with 4009 (5.5)
     */
    void end(boolean accepted) {
        underWay--;
        authorized |= accepted;
    }

    /** Whether the connection is not authorized, and its time is over. */
    boolean isOverdue(long now) {
        return !authorized && underWay == 0 && now - deadline >= 0;
    }
}
