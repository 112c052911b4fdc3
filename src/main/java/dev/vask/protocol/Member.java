package dev.vask.protocol;

/**
 * A user on a presence channel, with one or more connections (section 7).
 *
 * @param id   the {@code user_id}, a string even if a number was signed
 * @param info the {@code user_info} as compact JSON, {@code {}} if absent
 */
public record Member(String id, String info) {

    /** The {@code user_info} of a member without one. */
    public static final String NO_INFO = "{}";
}
