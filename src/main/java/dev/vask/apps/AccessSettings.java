package dev.vask.apps;

/**
 * Rules of an app for its connections.
 *
 * @param authorizedConnections whether a connection is closed with 4009 unless it joins a private or presence channel, or signs in, in
 *                              time
 * @param terminateCode         the close code of connections of a user that are terminated (4.7): {@link #RECONNECT} or
 *                              {@link #STAY_AWAY}
 */
public record AccessSettings(boolean authorizedConnections, int terminateCode) {

    /** Clients reconnect at once. */
    public static final int RECONNECT = 4200;

    /** Clients do not reconnect. */
    public static final int STAY_AWAY = 4009;

    /** Connections need no authorization, and terminated clients reconnect. */
    public static final AccessSettings DEFAULTS = new AccessSettings(false, RECONNECT);
}
