package dev.vask.http;

/**
 * What this node serves on its public port.
 *
 * @param role       the role of the node, in lower case
 * @param webSockets whether clients can connect
 * @param http       whether the HTTP API and, on the management port, the admin API are served
 * @param admin      whether the admin API and the console are served on this port too
 */
public record PublicPort(String role, boolean webSockets, boolean http, boolean admin) {}
