package dev.vask.protocol;

/**
 * The eight channel types. The longest matching prefix of a name, including its dash, determines the type (section 6). Case
 * matters.
 */
public enum ChannelType {
    // Longest prefix first: of() takes the first match.
    ENCRYPTED_CACHE("private-encrypted-cache-"),
    ENCRYPTED("private-encrypted-"),
    PRESENCE_CACHE("presence-cache-"),
    PRIVATE_CACHE("private-cache-"),
    PRESENCE("presence-"),
    PRIVATE("private-"),
    CACHE("cache-"),
    PUBLIC("");

    private final String prefix;

    ChannelType(String prefix) {
        this.prefix = prefix;
    }

    /** The type of a channel with this name, which must be valid. */
    public static ChannelType of(String channelName) {
        for (ChannelType type : values()) {
            if (channelName.startsWith(type.prefix)) {
                return type;
            }
        }
        throw new AssertionError("the empty prefix fits every name");
    }

    /** Whether a subscription needs a signature. */
    public boolean needsAuth() {
        return this != PUBLIC && this != CACHE;
    }

    /** Whether subscribers are members, which see each other by {@code user_id}. */
    public boolean isPresence() {
        return this == PRESENCE || this == PRESENCE_CACHE;
    }

    /** Whether the payload is ciphertext: one such channel per publish, and no client events. */
    public boolean isEncrypted() {
        return this == ENCRYPTED || this == ENCRYPTED_CACHE;
    }

    /** Whether the channel caches its last server event for later subscribers. */
    public boolean isCache() {
        return this == CACHE || this == PRIVATE_CACHE || this == PRESENCE_CACHE || this == ENCRYPTED_CACHE;
    }

    /** Whether connections may publish client events on it (10.1). */
    public boolean allowsClientEvents() {
        return needsAuth() && !isEncrypted();
    }
}
