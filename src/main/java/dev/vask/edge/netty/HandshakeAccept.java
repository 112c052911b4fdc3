package dev.vask.edge.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The response that accepts a WebSocket handshake (RFC 6455, 4.2.2). Thread-safe. */
final class HandshakeAccept {

    private static final byte[] HEAD = """
            HTTP/1.1 101 Switching Protocols\r
            upgrade: websocket\r
            connection: upgrade\r
            sec-websocket-accept:\s""".getBytes(US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(US_ASCII);
    private static final int ACCEPT_LENGTH = 28;

    /** Finding the algorithm takes longer than using it. */
    private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(HandshakeAccept::sha1);

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    /** The value of {@code Sec-WebSocket-Accept} for a key. */
    String value(String key) {
        return new String(digest(key), US_ASCII);
    }

    private byte[] digest(String key) {
        MessageDigest digest = digests.get();
        digest.update(key.getBytes(US_ASCII));
        digest.update(GUID);
        return Base64.getEncoder().encode(digest.digest());
    }

    /** The response to a valid handshake. */
    ByteBuf response(HttpRequest request, ByteBufAllocator allocator) {
        return allocator
                .directBuffer(HEAD.length + ACCEPT_LENGTH + END.length)
                .writeBytes(HEAD)
                .writeBytes(digest(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY)))
                .writeBytes(END);
    }
}
