package dev.vask.edge;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a handshake request against RFC 6455, section 4.2.1 (1.10), and selects its sub-protocol (1.9). */
final class UpgradeRequest {

    static final String KEY = "Sec-WebSocket-Key";
    static final String VERSION = "Sec-WebSocket-Version";
    static final String SUPPORTED_VERSION = "13";

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
    private static final Pattern SUPPORTED_SUBPROTOCOL = Pattern.compile("pusher|pusher-channels-protocol-[0-9]+");
    private static final int KEY_LENGTH = 24;
    private static final int KEY_BYTES = 16;

    private static final ErrorResponse OTHER_VERSION = new ErrorResponse(
            ApiErrorCode.UPGRADE_REQUIRED,
            "Unsupported WebSocket version. Send the header 'Sec-WebSocket-Version: 13'.");

    private UpgradeRequest() {}

    /** Whether a request asks for an upgrade to WebSocket, valid or not. */
    static boolean isOne(HttpServerRequest request) {
        return request.headers().contains(KEY) || hasToken(request.headers(), HttpHeaders.UPGRADE, "websocket");
    }

    /** Returns the error of a request that {@link #isOne}, null if it is valid. */
    static @Nullable ErrorResponse error(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return malformed("the method must be GET");
        }
        if (request.version() != HttpVersion.HTTP_1_1) {
            return malformed("the request must be HTTP/1.1");
        }
        if (!hasToken(headers, HttpHeaders.UPGRADE, "websocket")) {
            return malformed("the header 'Upgrade: websocket' is missing");
        }
        if (!hasToken(headers, HttpHeaders.CONNECTION, "upgrade")) {
            return malformed("the header 'Connection: Upgrade' is missing");
        }
        if (!headers.getAll(VERSION).equals(List.of(SUPPORTED_VERSION))) {
            return OTHER_VERSION;
        }
        List<String> keys = headers.getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            return malformed("Sec-WebSocket-Key must be 16 bytes in Base64");
        }
        return null;
    }

    private static ErrorResponse malformed(String what) {
        return new ErrorResponse(ApiErrorCode.MALFORMED_REQUEST, "Invalid WebSocket handshake: " + what + ".");
    }

    private static boolean isKey(String text) {
        try {
            return text.length() == KEY_LENGTH && Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasToken(MultiMap headers, CharSequence name, String token) {
        return headers.contains(name)
                && headers.getAll(name).stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .anyMatch(it -> it.strip().toLowerCase(Locale.ROOT).equals(token));
    }

    /** Removes all sub-protocols from a request except the first supported one, which is thereby selected. */
    static void selectSubprotocol(MultiMap headers) {
        List<String> offers = headers.getAll(SUBPROTOCOL);
        if (offers.isEmpty()) {
            return;
        }
        Optional<String> selected = offers.stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(it -> SUPPORTED_SUBPROTOCOL.matcher(it).matches())
                .findFirst();
        headers.remove(SUBPROTOCOL);
        selected.ifPresent(it -> headers.set(SUBPROTOCOL, it));
    }
}
