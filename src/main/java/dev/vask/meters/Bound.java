package dev.vask.meters;

import java.util.Locale;

/**
 * A bound on what clients can cause in this process. Each is the value {@code limit} of the counter
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
    /** Bytes of unfinished WebSocket messages of all connections of the process. */
    MESSAGE_BUDGET,
    /** Length of the head of one HTTP request. */
    HEAD_BYTES,
    /** Length of the body of one HTTP request. */
    BODY_BYTES,
    /** Bytes of all request bodies that the process is reading. */
    BODY_BUDGET,
    /** Time that the head or the body of a request may take to arrive. */
    REQUEST_TIME,
    /** Time that a keep-alive connection may stay without a request. */
    IDLE_TIME,
    /** Time that a client may take to read a response. */
    RESPONSE_TIME,
    /** Requests of one connection that wait for their answers. */
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
    /** Reads of channels per second of one app. */
    READ_RATE,
    /** Webhook events that wait for delivery, in number, per app. */
    WEBHOOK_EVENTS,
    /** Webhook events that wait for delivery, in bytes, per app. */
    WEBHOOK_BYTES,
    /** Webhook deliveries that were given up and are kept, in number and bytes, per app: the oldest are forgotten. */
    WEBHOOK_DEAD_LETTERS;

    /** The value of the label {@code limit}: the name of the constant in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
