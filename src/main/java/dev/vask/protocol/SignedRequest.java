package dev.vask.protocol;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The head of a signed HTTP request, exactly as received (3.1). The signature covers the body by its digest in the query: see
 * {@link Verified#body}.
 *
 * @param method in upper case
 * @param path   without the query, not decoded
 * @param query  not decoded, or null
 */
public record SignedRequest(
        String method, String path, @Nullable String query) {

    private static final String KEY = "auth_key";
    private static final String TIMESTAMP = "auth_timestamp";
    private static final String VERSION = "auth_version";
    private static final String SIGNATURE = "auth_signature";

    private static final int MAX_TIMESTAMP_DIGITS = 12;
    private static final int MAX_EXPLANATION_LENGTH = 1_000;

    /**
     * A request with a valid signature.
     *
     * @param parameters the query parameters, decoded as the signer meant them
     * @param body       the digest of the body
     */
    public record Verified(Query parameters, BodyDigest body) {}

    /**
     * Checks that the request was signed for an app, recently, and with its secret.
     *
     * @param appKey   the key of the app in the path
     * @param now      the current time
     * @param verifies whether the second text is the app's signature of the first
     * @return the verified request
     * @throws InvalidSignatureException if the signature is missing or invalid
     */
    public Verified verify(String appKey, Instant now, BiPredicate<String, String> verifies) {
        Query parameters = Query.parse(query, false);
        checkKey(parameters, appKey);
        checkVersion(parameters);
        checkTimestamp(parameters, now);
        BodyDigest body = BodyDigest.of(parameters);
        String signature = required(parameters, SIGNATURE);
        for (Query queryVariant : queryVariants(parameters)) {
            for (String pathVariant : pathVariants()) {
                if (verifies.test(toSign(pathVariant, queryVariant), signature)) {
                    return new Verified(queryVariant, body);
                }
            }
        }
        String expected = toSign(path, parameters);
        throw new InvalidSignatureException(explain(expected), expected);
    }

    private static void checkKey(Query parameters, String appKey) {
        String key = required(parameters, KEY);
        if (!key.equals(appKey)) {
            throw new InvalidSignatureException(
                    "Invalid value for auth_key: '%s' is not the key of the app in the path, '%s'."
                            .formatted(SafeQuote.of(key), SafeQuote.of(appKey)));
        }
    }

    private static void checkVersion(Query parameters) {
        String version = required(parameters, VERSION);
        if (!version.equals("1.0")) {
            throw new InvalidSignatureException(
                    "Invalid value for auth_version: must be 1.0, found '%s'.".formatted(SafeQuote.of(version)));
        }
    }

    private static void checkTimestamp(Query parameters, Instant now) {
        String timestamp = required(parameters, TIMESTAMP);
        if (!isSeconds(timestamp)) {
            throw new InvalidSignatureException(
                    "Invalid value for auth_timestamp: must be a Unix time in whole seconds, found '%s'."
                            .formatted(SafeQuote.of(timestamp)));
        }
        long ahead = Long.parseLong(timestamp) - now.getEpochSecond();
        if (Math.abs(ahead) > ProtocolLimits.TIMESTAMP_SKEW.toSeconds()) {
            String side = ahead > 0 ? "ahead of" : "behind";
            throw new InvalidSignatureException(
                    "Invalid value for auth_timestamp: %s is %d s %s the server's clock, the maximum is %d s. Check both clocks."
                            .formatted(timestamp, Math.abs(ahead), side, ProtocolLimits.TIMESTAMP_SKEW.toSeconds()));
        }
    }

    private static boolean isSeconds(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_TIMESTAMP_DIGITS;
    }

    /** The query with each {@code +} as itself and, if it has one, with each as a space (15.20). */
    private List<Query> queryVariants(Query parameters) {
        boolean ambiguous = query != null && query.indexOf('+') >= 0;
        return ambiguous ? List.of(parameters, Query.parse(query, true)) : List.of(parameters);
    }

    /** The path as received and, since some SDKs sign the path before their HTTP client escapes it, decoded (3.1.f). */
    private List<String> pathVariants() {
        String decoded = PercentCoding.decode(path);
        return decoded.equals(path) ? List.of(path) : List.of(path, decoded);
    }

    private String toSign(String path, Query parameters) {
        return method + '\n' + path + '\n' + parameters.without(SIGNATURE);
    }

    private static String explain(String expected) {
        boolean tooLong = expected.length() > MAX_EXPLANATION_LENGTH;
        return "Invalid value for auth_signature: must be the HMAC-SHA256 in lower-case hex, keyed with the app's secret, of: "
                + (tooLong ? expected.substring(0, MAX_EXPLANATION_LENGTH) + "..." : expected);
    }

    private static String required(Query parameters, String name) {
        String value = optional(parameters, name);
        if (value == null) {
            throw new InvalidSignatureException(name + " is missing from the query.");
        }
        return value;
    }

    static @Nullable String optional(Query parameters, String name) {
        List<String> values = parameters.all(name);
        if (values.size() > 1) {
            throw new InvalidSignatureException(
                    "%s must appear exactly once, found %d.".formatted(name, values.size()));
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
