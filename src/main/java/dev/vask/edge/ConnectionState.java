package dev.vask.edge;

import org.jspecify.annotations.Nullable;

/**
 * The life of a connection. {@link ClientConnection} holds the state, and everything that comes from the client or goes to it passes
 * there.
 *
 * <pre>
 *   Admitting ──admitted──▶ Open
 *       │                     │   close frame of either side (5.1.9), or end of the network connection
 *       └──────────┬──────────┘
 *                  ▼
 *               Closing ──network connection ended, everything released──▶ Closed
 * </pre>
 */
sealed interface ConnectionState {

    /** The state of each new connection. */
    ConnectionState NEW = new Admitting();

    /** The end of each connection. */
    ConnectionState END = new Closed();

    /** Upgraded, and not admitted yet. Commands wait. */
    record Admitting() implements ConnectionState {}

    /** Commands are carried out, and events delivered. */
    record Open(Session session) implements ConnectionState {}

    /**
     * Everything that the client sends is ignored, and only the close frame is sent. The running command completes, then everything
     * that the connection holds is released.
     *
     * @param session the session, null if the connection was not admitted
     */
    record Closing(@Nullable Session session) implements ConnectionState {}

    /** Everything is released. */
    record Closed() implements ConnectionState {}
}
