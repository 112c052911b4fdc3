package dev.vask.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Signs requests to the HTTP API, as the backend of an app does (3.1).
 *
 * @param key    the app key
 * @param secret the app's secret
 * @param clock  the time of {@code auth_timestamp}
 */
public record RequestSigner(String key, Secret secret, InstantSource clock) {

    /**
     * The path and query of a signed request.
     *
     * @param method     in upper case
     * @param path       percent-encoded, as it is sent
     * @param parameters further query parameters, not encoded; their names are in lower case
     * @param body       empty for a request without a body
     */
    public String target(String method, String path, Map<String, String> parameters, byte[] body) {
        TreeMap<String, String> all = new TreeMap<>(parameters);
        all.put("auth_key", key);
        all.put("auth_timestamp", Long.toString(clock.instant().getEpochSecond()));
        all.put("auth_version", "1.0");
        if (body.length > 0) {
            all.put("body_md5", md5(body));
        }
        String toSign = all.entrySet().stream()
                .map(it -> it.getKey() + '=' + it.getValue())
                .collect(Collectors.joining("&"));
        String query = all.entrySet().stream()
                .map(it -> it.getKey() + '=' + encode(it.getValue()))
                .collect(Collectors.joining("&"));
        return "%s?%s&auth_signature=%s"
                .formatted(path, query, secret.signRequest(method + '\n' + path + '\n' + toSign));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
