package dev.vask.meters;

/**
 * Totals of an app or of all apps on one node.
 *
 * @param connections open connections
 * @param messagesIn  WebSocket messages received from clients
 * @param messagesOut WebSocket messages sent to clients
 * @param published   accepted events, of backends and of clients
 * @param delivered   events written to connections
 * @param rejected    rejected commands, requests and connections
 */
public record Traffic(
        long connections, long messagesIn, long messagesOut, long published, long delivered, long rejected) {

    /** Nothing. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

    /** The sum with another one. */
    public Traffic plus(Traffic other) {
        return new Traffic(
                connections + other.connections,
                messagesIn + other.messagesIn,
                messagesOut + other.messagesOut,
                published + other.published,
                delivered + other.delivered,
                rejected + other.rejected);
    }

    /** What happened since an earlier time; the connections are the current ones. */
    Traffic since(Traffic earlier) {
        return new Traffic(
                connections,
                messagesIn - earlier.messagesIn,
                messagesOut - earlier.messagesOut,
                published - earlier.published,
                delivered - earlier.delivered,
                rejected - earlier.rejected);
    }
}
