package dev.vask.apps;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for allowed origins: {@code https://app.example.com}, {@code *.example.com} for all subdomains,
 * {@code http://localhost:3000}. With a scheme and no port it matches the default port of the scheme; with neither, it matches any.
 */
record OriginPattern(
        @Nullable String scheme,
        boolean below,
        String host,
        @Nullable Integer port) {

    private static final int MAX_LENGTH = 512;

    /** Matches in linear time. {@link #isHost} checks the labels of the host, of which there can be many. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?:([a-z][a-z0-9+.-]*+)://)?(\\*\\.)?([a-z0-9_.-]++|\\[[0-9a-f:.]++])(?::(\\d{1,5}))?");

    /** Reads a pattern, empty if the text is not a pattern or is longer than 512 characters. */
    static Optional<OriginPattern> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher parts = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches() || !isHost(parts.group(3))) {
            return Optional.empty();
        }
        String scheme = parts.group(1);
        Integer port = parts.group(4) == null ? portOf(scheme) : Integer.valueOf(parts.group(4));
        return Optional.of(new OriginPattern(scheme, parts.group(2) != null, parts.group(3), port));
    }

    private static boolean isHost(String text) {
        return !text.startsWith(".") && !text.endsWith(".") && !text.contains("..");
    }

    /** Whether the value of an {@code Origin} header matches. The opaque origin {@code null} never does. */
    boolean matches(String origin) {
        OriginPattern actual = parse(origin).orElse(null);
        return actual != null
                && actual.scheme != null
                && !actual.below
                && (scheme == null || scheme.equals(actual.scheme))
                && (port == null || port.equals(actual.port))
                && (below ? actual.host.endsWith("." + host) : actual.host.equals(host));
    }

    private static @Nullable Integer portOf(@Nullable String scheme) {
        if (scheme == null) {
            return null;
        }
        return switch (scheme) {
            case "https", "wss" -> 443;
            case "http", "ws" -> 80;
            default -> null;
        };
    }
}
