package dev.vask.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.FeedEvent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from, for the live feed.
 *
 * @param request the handshake
 * @param address the address of the client, null if it was not determined
 */
record ClientOrigin(HandshakeRequest request, @Nullable String address) {

    private static final List<String> PARAMETERS = List.of("client", "version", "protocol");
    private static final int MAX_LENGTH = 200;

    /** The origin of a connection. */
    static ClientOrigin of(WebSocketConnection socket) {
        return new ClientOrigin(socket.handshakeRequest(), socket.userData().get(UpgradeHandler.ADDRESS));
    }

    /** Adds the fields. */
    void putInto(ObjectNode json) {
        put(json, "origin", request.header("Origin"));
        put(json, "address", address);
        Map<String, List<String>> query = query();
        for (String parameter : PARAMETERS) {
            query.getOrDefault(parameter, List.of()).stream()
                    .findFirst()
                    .ifPresent(value -> put(json, parameter, value));
        }
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            FeedEvent.putText(json, field, value, MAX_LENGTH);
        }
    }

    private Map<String, List<String>> query() {
        String query = request.query();
        try {
            return new QueryStringDecoder(query == null ? "" : query, false).parameters();
        } catch (IllegalArgumentException e) {
            return Map.of(); // cannot be decoded
        }
    }
}
