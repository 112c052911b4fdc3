package dev.vask.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text that someone typed, as one segment of a path and never more. */
final class PathSegment {

    private PathSegment() {}

    static String of(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.matches("\\.*") ? "%2E" : encoded; // none, and dots alone, would lead elsewhere; no app is called so
    }
}
