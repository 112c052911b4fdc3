package dev.vask.protocol;

import java.util.regex.Pattern;

/**
 * A valid channel name (section 4.0): 1 to {@value ProtocolLimits#CHANNEL_NAME_LENGTH} characters of {@code A-Za-z0-9_-=@,.;}.
 *
 * @param value the name as clients write it
 * @param type  the type from its prefix
 */
public record ChannelName(String value, ChannelType type) {

    /** Prefix of the name of a signed-in user's own channel (11.2); no other channel can have it. */
    public static final String USER_PREFIX = "#server-to-user-";

    private static final Pattern VALID_CHARACTERS = Pattern.compile("[A-Za-z0-9_\\-=@,.;]+");

    /**
     * Parses a channel name.
     *
     * @throws InvalidNameException if it is empty, too long or has an invalid character
     */
    public static ChannelName parse(String name) {
        if (name.isEmpty()) {
            throw new InvalidNameException("Invalid channel name: must not be empty.");
        }
        if (name.length() > ProtocolLimits.CHANNEL_NAME_LENGTH) {
            throw new InvalidNameException("Invalid channel name: has %d characters, the maximum is %d."
                    .formatted(name.length(), ProtocolLimits.CHANNEL_NAME_LENGTH));
        }
        if (name.startsWith("#")) {
            throw new InvalidNameException(
                    "Invalid channel name '%s': names that start with '#' are reserved.".formatted(SafeQuote.of(name)));
        }
        if (!VALID_CHARACTERS.matcher(name).matches()) {
            throw new InvalidNameException("Invalid channel name '%s': allowed characters are A-Z a-z 0-9 _ - = @ , . ;"
                    .formatted(SafeQuote.of(name)));
        }
        return new ChannelName(name, ChannelType.of(name));
    }

    /** Whether {@link #parse} accepts the name. */
    public static boolean isValid(String name) {
        return name.length() <= ProtocolLimits.CHANNEL_NAME_LENGTH && hasValidCharacters(name);
    }

    static boolean hasValidCharacters(String name) {
        return VALID_CHARACTERS.matcher(name).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelName that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
