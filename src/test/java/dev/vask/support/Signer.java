package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests and subscriptions like the backend of an app (section 3), independently of the code of the server. */
public record Signer(String key, String secret) {

    /** The {@code auth} of a private channel: {@code key:signature} over {@code socketId:channel} (3.2). */
    public String channel(String socketId, String channel) {
        return key + ":" + sign(socketId + ":" + channel);
    }

    /** The {@code auth} of a subscription with {@code channel_data} (3.2). */
    public String channel(String socketId, String channel, String channelData) {
        return key + ":" + sign(socketId + ":" + channel + ":" + channelData);
    }

    /** The {@code auth} of a sign-in (3.2). */
    public String user(String socketId, String userData) {
        return key + ":" + sign(socketId + "::user::" + userData);
    }

    /** HMAC-SHA256 in lower-case hex. */
    public String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The path of a signed request with its parameters and the {@code auth_*} parameters of the current time (3.1). */
    public String request(String method, String path, Map<String, String> parameters, byte[] body) {
        return request(method, path, parameters, body, Instant.now().getEpochSecond());
    }

    /** The path of a request that is signed at {@code timestamp}, in seconds. Given {@code auth_*} parameters take precedence. */
    public String request(String method, String path, Map<String, String> parameters, byte[] body, long timestamp) {
        TreeMap<String, String> all = new TreeMap<>(
                Map.of("auth_key", key, "auth_timestamp", Long.toString(timestamp), "auth_version", "1.0"));
        if (body.length > 0) {
            all.put("body_md5", md5(body));
        }
        all.putAll(parameters);
        String signed = all.entrySet().stream()
                .sorted(Comparator.comparing(
                        it -> it.getKey().toLowerCase(Locale.ROOT).getBytes(UTF_8), Arrays::compareUnsigned))
                .map(it -> it.getKey().toLowerCase(Locale.ROOT) + "=" + it.getValue())
                .collect(Collectors.joining("&"));
        all.put("auth_signature", sign(method + "\n" + path + "\n" + signed));
        return path + "?"
                + all.entrySet().stream()
                        .map(it -> encode(it.getKey()) + "=" + encode(it.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** MD5 in lower-case hex. */
    public static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
