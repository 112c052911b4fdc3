package dev.vask.protocol;

/**
 * The id of a signed-in user (4.0, 11.1.1): 1 to {@value ProtocolLimits#USER_ID_LENGTH} of the characters of channel names.
 *
 * @param value the id as the backend wrote it
 */
public record UserId(String value) {

    /**
     * Parses a user id.
     *
     * @throws InvalidNameException if it is empty, too long or has an invalid character
     */
    public static UserId parse(String id) {
        if (id.isEmpty()) {
            throw new InvalidNameException("Invalid user id: must not be empty.");
        }
        if (id.length() > ProtocolLimits.USER_ID_LENGTH) {
            throw new InvalidNameException("Invalid user id: has %d characters, the maximum is %d."
                    .formatted(id.length(), ProtocolLimits.USER_ID_LENGTH));
        }
        if (!ChannelName.hasValidCharacters(id)) {
            throw new InvalidNameException("Invalid user id '%s': allowed characters are A-Z a-z 0-9 _ - = @ , . ;"
                    .formatted(SafeQuote.of(id)));
        }
        return new UserId(id);
    }

    /** The channel of this user's events: {@code #server-to-user-{id}}. */
    public String channel() {
        return ChannelName.USER_PREFIX + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
