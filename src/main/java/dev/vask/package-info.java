/**
 * Vask: a realtime messaging server that speaks the Pusher Channels protocol.
 *
 * <p>The path of an event:
 * <pre>
 *   backend ──POST /apps/{key}/events──▶ api ──▶ live.LiveState.publish ──▶ channels.Hub ──▶ channels.LoopSubscriptions ──▶ edge
 *   client  ──client-*──▶ edge ────────────────▶ (the same) ──────────────▶
 * </pre>
 *
 * <p>Which package may import which, from the top down:
 * <pre>
 *   wiring, ops                select and connect the parts; may use everything
 *   cli                        the command line; calls admin over HTTP
 *   edge   api   admin         WebSockets, HTTP for backends, HTTP for operators,
 *   webhooks                   and HTTP to backends
 *   limits                     limits of connections, addresses and memory, and deadlines of HTTP connections
 *   http                       shared by all HTTP: request ids, errors, limits of heads and bodies
 *   channels                   subscribers of this node, and fan-out
 *   live                       the port to the live state, and its implementations
 *   apps                       apps and their storage; only apps.postgres uses Postgres
 *   meters                     metrics
 *   traces                     traces of publishes, from the request to the connections of each node
 *   logs                       fields of log lines
 *   protocol                   names, messages, signatures and limits of the protocol
 * </pre>
 */
@NullMarked
package dev.vask;

import org.jspecify.annotations.NullMarked;
