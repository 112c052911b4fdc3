package dev.vask.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Decodes percent-encoded parts of URLs leniently: invalid escapes stand for themselves, and no input is an error. */
public final class PercentCoding {

    private PercentCoding() {}

    /**
     * Replaces {@code %XX} escapes by the UTF-8 text that they encode. A {@code %} without two hexadecimal digits stays, and
     * invalid UTF-8 becomes U+FFFD; no valid name contains either.
     */
    public static String decode(String text) {
        int escape = text.indexOf('%');
        return escape < 0 ? text : decode(text, escape);
    }

    private static String decode(String text, int firstEscape) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(text.length());
        int copied = 0;
        int index = firstEscape;
        while (index >= 0) {
            int value = valueOf(text, index);
            if (value >= 0) {
                utf8.writeBytes(text.substring(copied, index).getBytes(StandardCharsets.UTF_8));
                utf8.write(value);
                copied = index + 3;
            }
            index = text.indexOf('%', value >= 0 ? copied : index + 1);
        }
        utf8.writeBytes(text.substring(copied).getBytes(StandardCharsets.UTF_8));
        return utf8.toString(StandardCharsets.UTF_8);
    }

    /** The byte of the escape at {@code index}, negative if it is invalid. */
    private static int valueOf(String text, int index) {
        if (index + 2 >= text.length()) {
            return -1;
        }
        int high = hex(text.charAt(index + 1));
        int low = hex(text.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hex(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1; // digits of other scripts are not accepted
    }
}
