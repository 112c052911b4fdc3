/**
 * Vask: a realtime messaging server that speaks the Pusher Channels protocol.
 *
 * <p>The way of an event:
 * <pre>
 *   backend ──POST /apps/{key}/events──▶ api ──▶ live.LiveState.publish ──▶ channels.Hub ──▶ channels.Lane ──▶ edge ──▶ sockets
 *   socket  ──client-*──▶ edge ────────────────▶ (the same) ──────────────▶
 * </pre>
 *
 * <p>Who may import whom, from the top down:
 * <pre>
 *   wiring, ops                chooses and joins the parts; looks at everything
 *   cli                        what operators type; speaks to admin over HTTP
 *   edge   api   admin         the outside world: sockets, HTTP for backends, HTTP for operators,
 *   webhooks                   and HTTP to backends
 *   guard                      how often strangers may knock, and how long a request may take to come
 *   http                       what answers have in common: request ids, errors
 *   channels                   this node's listeners, and fan-out
 *   live                       the live state's port, and its implementations
 *   apps                       tenants, and where they are kept; apps.postgres alone knows Postgres
 *   meters                     what is counted
 *   traces                     what is traced of a publish, from its request to each node's sockets
 *   logs                       what lines of the log are about
 *   protocol                   the wire language
 * </pre>
 */
@NullMarked
package dev.vask;

import org.jspecify.annotations.NullMarked;
