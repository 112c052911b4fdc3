package dev.vask.protocol;

/** Makes untrusted text safe to quote in an error message: short, and without control characters. */
public final class SafeQuote {

    private static final int LONGEST = 60;

    private SafeQuote() {}

    /** The text, cut after 60 characters, with {@code ?} for everything that is not printable ASCII. */
    public static String of(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
