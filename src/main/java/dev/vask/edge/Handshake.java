package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.SafeQuote;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a client's handshake (5.1).
 *
 * @param appKey   the key of the requested app
 * @param protocol the protocol version as received, null if absent
 * @param origin   the origin of the web page, null for non-browser clients
 */
record Handshake(
        String appKey, @Nullable String protocol, @Nullable String origin) {

    private static final Set<String> SUPPORTED = Set.of("5", "6", "7", "8");
    private static final String PROTOCOL_WITH_ERROR_FRAMES = "5";
    private static final String PROTOCOL_FIRST = "protocol=";
    private static final int MAX_PLAIN_QUERY = 256;

    /** Reads a raw query. A query that cannot be decoded has no supported protocol. */
    static Handshake of(String appKey, @Nullable String query, @Nullable String origin) {
        try {
            return new Handshake(appKey, query == null ? null : protocol(query), origin);
        } catch (IllegalArgumentException e) {
            return new Handshake(appKey, "undecodable", origin);
        }
    }

    /** Whether a query needs no decoding. */
    private static boolean isPlain(String query) {
        return query.length() <= MAX_PLAIN_QUERY
                && query.indexOf('%') < 0
                && query.indexOf('+') < 0
                && query.indexOf(';') < 0;
    }

    private static @Nullable String protocol(String query) {
        if (query.startsWith(PROTOCOL_FIRST) && isPlain(query)) { // as SDKs send it
            int end = query.indexOf('&');
            return query.substring(PROTOCOL_FIRST.length(), end < 0 ? query.length() : end);
        }
        List<String> values = new QueryStringDecoder(query, false).parameters().getOrDefault("protocol", List.of());
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Returns the reason to reject this client, null if it is accepted: in the order of 5.1.4, without the quota. */
    @Nullable
    Rejection rejection(@Nullable App app) {
        if (app == null) {
            return new Rejection(ErrorCode.APP_NOT_FOUND, "No app has this key. Check the app key of the client.");
        }
        if (!app.enabled()) {
            return new Rejection(ErrorCode.APP_DISABLED, "App %s is disabled.".formatted(app.key()));
        }
        if (protocol != null && !SUPPORTED.contains(protocol)) {
            return new Rejection(ErrorCode.UNSUPPORTED_PROTOCOL, "Unsupported protocol version: must be 5, 6, 7 or 8.");
        }
        if (origin != null && !app.allowsOrigin(origin)) {
            return new Rejection(
                    ErrorCode.UNAUTHORIZED,
                    "Origin %s is not in the app's allowed_origins.".formatted(SafeQuote.of(origin)));
        }
        return null;
    }

    /** The protocol of a client that is accepted. */
    int acceptedProtocol() {
        return protocol == null ? ProtocolLimits.DEFAULT_PROTOCOL : Integer.parseInt(protocol);
    }

    /** Whether this client expects a {@code pusher:error} before the close that rejects it (5.1.3). */
    boolean wantsErrorFrame() {
        return PROTOCOL_WITH_ERROR_FRAMES.equals(protocol);
    }

    /** A rejected connection: close code and reason, at most 123 bytes. */
    record Rejection(ErrorCode code, String reason) {}
}
