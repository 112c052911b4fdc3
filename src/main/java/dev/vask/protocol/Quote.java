package dev.vask.protocol;

/** Makes text that a stranger wrote fit to be quoted in an error message: short, and without control characters. */
public final class Quote {

    private static final int LONGEST = 60;

    private Quote() {}

    /** The text, cut after 60 characters, with everything that is not printable ASCII replaced by {@code ?}. */
    public static String of(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
