package dev.vask.cli;

import java.net.URI;
import java.util.Map;

/** The URL of the public port, from {@code VASK_PUBLIC_URL}. */
final class PublicUrl {

    static final String VARIABLE = "VASK_PUBLIC_URL";

    private static final String DEFAULT = "http://localhost:8080";

    private PublicUrl() {}

    static URI of(Map<String, String> environment) {
        return parse(VARIABLE, environment.getOrDefault(VARIABLE, DEFAULT));
    }

    /**
     * Reads a URL with a scheme and a host.
     *
     * @param name where it comes from, for the error message
     * @throws CommandFailedException if it is not one
     */
    static URI parse(String name, String text) {
        try {
            URI url = URI.create(text.replaceAll("/+$", ""));
            if (text.matches("https?://.*") && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // the message is the same as for another wrong URL
        }
        throw new CommandFailedException(
                ExitCode.WRONG_USAGE,
                "Invalid value for %s: '%s' is not a URL like %s.".formatted(name, text, DEFAULT));
    }
}
