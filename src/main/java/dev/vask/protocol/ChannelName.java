package dev.vask.protocol;

/**
 * A valid channel name (section 4.0): 1 to {@value ProtocolLimits#CHANNEL_NAME_LENGTH} characters of {@code A-Za-z0-9_-=@,.;}.
 *
 * @param value the name as clients write it
 * @param type  the type from its prefix
 */
public record ChannelName(String value, ChannelType type) {

    /** Prefix of the name of a signed-in user's own channel (11.2); no other channel can have it. */
    public static final String USER_PREFIX = "#server-to-user-";

    private static final String VALID_SYMBOLS = "_-=@,.;";

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
        if (!hasValidCharacters(name)) {
            throw new InvalidNameException("Invalid channel name '%s': allowed characters are A-Z a-z 0-9 _ - = @ , . ;"
                    .formatted(SafeQuote.of(name)));
        }
        return new ChannelName(name, ChannelType.of(name));
    }

    /** Whether {@link #parse} accepts the name. */
    public static boolean isValid(String name) {
        return name.length() <= ProtocolLimits.CHANNEL_NAME_LENGTH && hasValidCharacters(name);
    }

    /** Whether a name is not empty and has valid characters only. A loop takes a fraction of the time of a regular expression. */
    static boolean hasValidCharacters(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isValid(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValid(char it) {
        return (it >= 'a' && it <= 'z')
                || (it >= 'A' && it <= 'Z')
                || (it >= '0' && it <= '9')
                || VALID_SYMBOLS.indexOf(it) >= 0;
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
