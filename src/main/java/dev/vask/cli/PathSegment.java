package dev.vask.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Encodes an argument as a single path segment. */
final class PathSegment {

    private PathSegment() {}

    static String of(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.matches("\\.*")
                ? "%2E"
                : encoded; // an empty segment and dots would change the path; no app has such a key
    }
}
