package dev.vask.protocol;

/** Makes untrusted text safe to quote in an error message: short, and without control characters. */
public final class SafeQuote {

    private static final int MAX_LENGTH = 60;

    private SafeQuote() {}

    /** The text, cut after 60 characters, with {@code ?} for everything that is not printable ASCII. */
    public static String of(String text) {
        String truncated = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return truncated.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
