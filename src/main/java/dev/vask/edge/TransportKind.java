package dev.vask.edge;

import java.util.Locale;

/** The ways to write to a client, each a value of the label {@code transport} of the gauge {@code vask_connections_transport}. */
public enum TransportKind {
    /** Straight to the socket, past Netty's queue. */
    DIRECT,
    /** Encoded frames through Netty's queue: for TLS, and for sockets that are not known. */
    NETTY,
    /** Through the API of Vert.x, by {@code edge.netty.FallbackChannel}. */
    FALLBACK;

    /** The value of the label: the name of the constant in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
