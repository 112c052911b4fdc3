package dev.vask.protocol;

/**
 * A user on a presence channel, however many of its sockets are there (section 7).
 *
 * @param id   the {@code user_id}, a string even where the customer signed a number
 * @param info the {@code user_info} as compact JSON, {@code {}} if none was given
 */
public record Member(String id, String info) {

    /** The {@code user_info} of a member who has none. */
    public static final String NO_INFO = "{}";
}
