package dev.vask.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.FeedEvent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from, for the live feed.
 *
 * @param origin  the origin of the web page, null for non-browser clients
 * @param query   the raw query of the handshake, null if absent
 * @param address the address of the client, null if it was not determined
 */
record ClientOrigin(
        @Nullable String origin,
        @Nullable String query,
        @Nullable String address) {

    private static final List<String> PARAMETERS = List.of("client", "version", "protocol");
    private static final int MAX_LENGTH = 200;

    /** Adds the fields. */
    void putInto(ObjectNode json) {
        put(json, "origin", origin);
        put(json, "address", address);
        Map<String, List<String>> parameters = parameters();
        for (String parameter : PARAMETERS) {
            parameters.getOrDefault(parameter, List.of()).stream()
                    .findFirst()
                    .ifPresent(value -> put(json, parameter, value));
        }
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            FeedEvent.putText(json, field, value, MAX_LENGTH);
        }
    }

    private Map<String, List<String>> parameters() {
        try {
            return new QueryStringDecoder(query == null ? "" : query, false).parameters();
        } catch (IllegalArgumentException e) {
            return Map.of(); // cannot be decoded
        }
    }
}
