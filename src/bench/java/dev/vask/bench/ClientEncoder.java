package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;

/** Encodes what clients send: the WebSocket upgrade, frames and HTTP requests. */
final class ClientEncoder {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PONG = 0x8a;
    private static final int MASKED = 0x80;
    private static final int ZERO_MASK =
            0; // clients must mask frames (RFC 6455, section 5.3); masking with zero costs nothing
    private static final int MAX_7_BIT_LENGTH = 125;
    private static final int LENGTH_16_BIT = 126;
    private static final int NORMAL_CLOSE = 1000;

    private ClientEncoder() {}

    static String upgradeRequest(InetSocketAddress server, String key) {
        return """
                GET /app/%s?protocol=7&client=vask-bench&version=1.0 HTTP/1.1\r
                Host: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r
                """.formatted(key, host(server));
    }

    static ByteBuf subscribe(String channel) {
        return text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}".formatted(channel));
    }

    /**
     * A subscription to a private or presence channel.
     *
     * @param channelData the member, if it is a presence channel, otherwise empty
     */
    static ByteBuf subscribe(Server server, String socketId, String channel, String channelData) {
        String signed = socketId + ":" + channel + (channelData.isEmpty() ? "" : ":" + channelData);
        String auth = server.key() + ":" + Hmac.hex(server.secret(), signed);
        String field =
                channelData.isEmpty() ? "" : ",\"channel_data\":\"%s\"".formatted(channelData.replace("\"", "\\\""));
        return text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\"%s}}"
                .formatted(channel, auth, field));
    }

    static ByteBuf ping() {
        return text("{\"event\":\"pusher:ping\",\"data\":{}}");
    }

    static ByteBuf pong() {
        return text("{\"event\":\"pusher:pong\",\"data\":{}}");
    }

    static ByteBuf pongFrame(byte[] payload) {
        return frame(PONG, payload);
    }

    static ByteBuf closeFrame() {
        return frame(CLOSE, new byte[] {(byte) (NORMAL_CLOSE >>> 8), (byte) NORMAL_CLOSE});
    }

    /** A POST request on a keep-alive connection. */
    static ByteBuf post(Server server, String target, byte[] body) {
        String head = """
                POST %s HTTP/1.1\r
                Host: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(target, host(server.address()), body.length);
        ByteBuf request = Unpooled.directBuffer(head.length() + body.length);
        request.writeCharSequence(head, US_ASCII);
        return Unpooled.unreleasableBuffer(request.writeBytes(body));
    }

    private static String host(InetSocketAddress server) {
        return server.getHostString() + ":" + server.getPort();
    }

    private static ByteBuf text(String text) {
        return frame(TEXT, text.getBytes(UTF_8));
    }

    private static ByteBuf frame(int firstByte, byte[] payload) {
        ByteBuf frame = Unpooled.buffer(8 + payload.length).writeByte(firstByte);
        if (payload.length <= MAX_7_BIT_LENGTH) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | LENGTH_16_BIT).writeShort(payload.length);
        }
        return frame.writeInt(ZERO_MASK).writeBytes(payload);
    }
}
