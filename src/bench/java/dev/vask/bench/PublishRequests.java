package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Signed publish requests, built before the load starts. A signature is valid for ten minutes and can be repeated, so a ring of requests
 * is enough for a run.
 */
final class PublishRequests {

    private static final HexFormat HEX = HexFormat.of();

    private final Server server;
    private final int payloadBytes;
    private final String path;
    private final long timestamp = Instant.now().getEpochSecond();

    /**
     * Builds requests to one server.
     *
     * @param payloadBytes size of each event's data
     */
    PublishRequests(Server server, int payloadBytes) {
        this.server = server;
        this.payloadBytes = payloadBytes;
        this.path = "/apps/" + server.appId() + "/events";
    }

    /** A request that publishes to the channel. The event's data starts with its {@link EventId}. */
    ByteBuf build(String channel, int sequence, int slot) {
        String data = EventId.of(sequence, slot);
        byte[] body = "{\"name\":\"bench\",\"channel\":\"%s\",\"data\":\"%s\"}"
                .formatted(channel, data + "x".repeat(payloadBytes - data.length()))
                .getBytes(UTF_8);
        String query = "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
                .formatted(server.key(), timestamp, md5(body));
        String signature = Hmac.hex(server.secret(), "POST\n" + path + "\n" + query);
        return ClientEncoder.post(server, path + "?" + query + "&auth_signature=" + signature, body);
    }

    private static String md5(byte[] body) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
