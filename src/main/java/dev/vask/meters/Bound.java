package dev.vask.meters;

import java.util.Locale;

/**
 * A limit on what clients can cause in this process. Each is a value of the label {@code limit} of the counter
 * {@code vask_rejections_total}, and a row of the table in {@code docs/security.md}.
 */
public enum Bound {
    /** Bytes that wait to be written to one connection. */
    OUTBOUND_BYTES,
    /** WebSocket pings that were not answered because a newer one came while their answer waited. */
    CONTROL_FRAMES,
    /** Commands and control frames per second of one connection. */
    COMMAND_RATE,
    /** Length of one WebSocket message. */
    MESSAGE_BYTES,
    /** Time from the first to the last frame of one WebSocket message. */
    MESSAGE_TIME,
    /** Time of a connection to join a channel that needs authorization, or to sign in, in apps that demand it. */
    AUTHORIZATION_TIME,
    /** Bytes of incomplete WebSocket messages of all connections of the process. */
    MESSAGE_BUDGET,
    /** Length of the head of one HTTP request. */
    HEAD_BYTES,
    /** Length of the body of one HTTP request. */
    BODY_BYTES,
    /** Bytes of all request bodies that the process reads. */
    BODY_BUDGET,
    /** Time to receive the head or the body of a request. */
    REQUEST_TIME,
    /** Time of a keep-alive connection without a request. */
    IDLE_TIME,
    /** Time of a client to read a response. */
    RESPONSE_TIME,
    /** Requests of one connection that wait for their responses. */
    PIPELINED_REQUESTS,
    /** Connections of the process. */
    CONNECTIONS,
    /** Memory in use above which no new connection is accepted. */
    MEMORY,
    /** WebSocket connections that one address opens in a minute. */
    ADDRESS_CONNECTIONS,
    /** Wrong signatures that one address sends in a minute. */
    ADDRESS_SIGNATURES,
    /** Wrong admin tokens that one address sends in a minute. */
    ADDRESS_TOKENS,
    /** Reads of channels per second by one app. */
    READ_RATE,
    /** Number of webhook events that wait for delivery, per app. */
    WEBHOOK_EVENTS,
    /** Bytes of webhook events that wait for delivery, per app. */
    WEBHOOK_BYTES,
    /** Number and bytes of dead letters, per app; above it, the oldest are deleted. */
    WEBHOOK_DEAD_LETTERS,
    /** Viewers of the live feed of one app. */
    FEED_VIEWERS,
    /** Events of the live feed of one app per second. */
    FEED_RATE,
    /** Bytes that wait for one viewer of a live feed. */
    FEED_VIEWER_BYTES;

    /** The value of the label {@code limit}: the name of the constant in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
