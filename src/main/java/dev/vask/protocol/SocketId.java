package dev.vask.protocol;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of one connection, two numbers joined by a dot (5.1.7).
 *
 * @param value for example {@code 1234.5678}
 */
public record SocketId(String value) {

    private static final Pattern FORMAT = Pattern.compile("\\d+\\.\\d+");
    private static final int MAX_LENGTH = 100;
    private static final long BOUND = 10_000_000_000L;

    /**
     * Parses a socket id from a backend. It does not check whether the connection exists.
     *
     * @throws InvalidNameException if it is not two numbers joined by a dot
     */
    public static SocketId parse(String value) {
        if (value.length() > MAX_LENGTH || !FORMAT.matcher(value).matches()) {
            throw new InvalidNameException(
                    "Invalid socket_id '%s': must be two numbers joined by a dot, like 1234.5678."
                            .formatted(SafeQuote.of(value)));
        }
        return new SocketId(value);
    }

    /** A new id of 66 random bits, unique and unpredictable if {@code random} is cryptographically strong. */
    public static SocketId random(RandomGenerator random) {
        return new SocketId(random.nextLong(BOUND) + "." + random.nextLong(BOUND));
    }

    @Override
    public String toString() {
        return value;
    }
}
