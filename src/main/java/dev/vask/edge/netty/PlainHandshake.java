package dev.vask.edge.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/**
 * A WebSocket handshake (RFC 6455, 4.2.1) as nearly all clients send it: valid, to the WebSocket path (1.9), without a body, without a
 * sub-protocol, with each header of the handshake exactly once, and without escapes in the path. Nothing else is decided here: a
 * request that is different may be valid as well.
 */
final class PlainHandshake {

    /** The path of the WebSocket endpoint, without the key of the app. */
    static final String PATH = "/app/";

    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    private static final AsciiString KEEP_ALIVE_UPGRADE = AsciiString.cached("keep-alive, upgrade");
    private static final AsciiString VERSION = AsciiString.cached("13");
    private static final int KEY_LENGTH = 24;
    private static final int KEY_DIGITS = 22;

    private boolean upgrade;
    private boolean connection;
    private boolean version;
    private boolean key;
    private boolean host;

    private PlainHandshake() {}

    /** Whether a request is such a handshake. */
    static boolean is(HttpRequest request) {
        return request.uri().startsWith(PATH)
                && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.decoderResult().isSuccess()
                && isPlain(request.uri())
                && new PlainHandshake().hasPlainHeaders(request);
    }

    /** Whether the path has one more segment, of unreserved characters only, and whether the query has no fragment behind it. */
    private static boolean isPlain(String uri) {
        int end = PATH.length();
        while (end < uri.length() && isUnreserved(uri.charAt(end))) {
            end++;
        }
        return end > PATH.length()
                && (end == uri.length() || (uri.charAt(end) == '?' && uri.indexOf('#') < 0))
                && !isDots(uri, end);
    }

    private static boolean isDots(String uri, int end) {
        for (int i = PATH.length(); i < end; i++) {
            if (uri.charAt(i) != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char it) {
        return isLetterOrDigit(it) || it == '-' || it == '_' || it == '.' || it == '~';
    }

    private static boolean isLetterOrDigit(char it) {
        return (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z') || (it >= '0' && it <= '9');
    }

    private boolean hasPlainHeaders(HttpRequest request) {
        Iterator<Map.Entry<CharSequence, CharSequence>> headers =
                request.headers().iteratorCharSequence();
        while (headers.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = headers.next();
            if (!isPlain(header.getKey(), header.getValue())) {
                return false;
            }
        }
        return upgrade && connection && version && key && host;
    }

    /** Whether a header fits. Names are compared only with those of the same length. */
    private boolean isPlain(CharSequence name, CharSequence value) {
        if (is(name, HttpHeaderNames.HOST)) {
            return !host && (host = isHost(value));
        }
        if (is(name, HttpHeaderNames.UPGRADE)) {
            return !upgrade && (upgrade = is(value, WEBSOCKET));
        }
        if (is(name, HttpHeaderNames.CONNECTION)) {
            return !connection && (connection = is(value, UPGRADE) || is(value, KEEP_ALIVE_UPGRADE));
        }
        if (is(name, HttpHeaderNames.SEC_WEBSOCKET_VERSION)) {
            return !version && (version = is(value, VERSION));
        }
        if (is(name, HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            return !key && (key = isKey(value));
        }
        return !is(name, HttpHeaderNames.CONTENT_LENGTH)
                && !is(name, HttpHeaderNames.TRANSFER_ENCODING)
                && !is(name, HttpHeaderNames.EXPECT)
                && !is(name, HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    }

    private static boolean is(CharSequence one, AsciiString other) {
        return one.length() == other.length() && other.contentEqualsIgnoreCase(one);
    }

    /** Whether a host is a name or an address, with or without a port. */
    private static boolean isHost(CharSequence value) {
        boolean port = false;
        for (int i = 0; i < value.length(); i++) {
            char it = value.charAt(i);
            boolean digit = it >= '0' && it <= '9';
            if (it == ':' && !port && i > 0 && i + 1 < value.length()) {
                port = true;
            } else if (port ? !digit : !(isLetterOrDigit(it) || it == '.' || it == '-')) {
                return false;
            }
        }
        return value.length() > 0;
    }

    /** Whether a value is 16 bytes in Base64. */
    private static boolean isKey(CharSequence value) {
        if (value.length() != KEY_LENGTH) {
            return false;
        }
        for (int i = 0; i < KEY_DIGITS; i++) {
            char it = value.charAt(i);
            if (!isLetterOrDigit(it) && it != '+' && it != '/') {
                return false;
            }
        }
        return value.charAt(KEY_DIGITS) == '=' && value.charAt(KEY_DIGITS + 1) == '=';
    }
}
