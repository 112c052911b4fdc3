package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.live.Counts;
import dev.vask.protocol.ChannelType;
import dev.vask.protocol.SafeQuote;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes that a request asks for in {@code info}.
 *
 * @param attributes empty if it asks for none
 */
record RequestedInfo(Set<InfoAttribute> attributes) {

    /** No attributes. */
    static final RequestedInfo NOTHING = new RequestedInfo(Set.of());

    /**
     * Parses a comma-separated list (4.1.9).
     *
     * @param allowed the attributes that are available; others are rejected
     */
    static RequestedInfo parse(String text, Set<InfoAttribute> allowed) {
        if (text.isBlank()) {
            return NOTHING;
        }
        Set<InfoAttribute> attributes = EnumSet.noneOf(InfoAttribute.class);
        for (String token : text.split(",")) {
            if (!token.isBlank()) {
                attributes.add(attribute(token.strip(), allowed));
            }
        }
        return new RequestedInfo(attributes);
    }

    private static InfoAttribute attribute(String token, Set<InfoAttribute> allowed) {
        for (InfoAttribute attribute : allowed) {
            if (attribute.token().equals(token)) {
                return attribute;
            }
        }
        String choice = allowed.stream().map(InfoAttribute::token).sorted().collect(Collectors.joining(", "));
        throw ApiException.invalid("Invalid value for info: '%s' is not available here. Available: %s."
                .formatted(SafeQuote.of(token), choice));
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** Whether it asks for numbers of subscriptions or members. */
    boolean asksForCounts() {
        return asksFor(InfoAttribute.USER_COUNT) || asksFor(InfoAttribute.SUBSCRIPTION_COUNT);
    }

    boolean asksFor(InfoAttribute attribute) {
        return attributes.contains(attribute);
    }

    /** Rejects the request if channels of this type do not have all requested attributes (4.4.4). */
    void checkAgainst(ChannelType type) {
        for (InfoAttribute attribute : attributes) {
            if (!attribute.appliesTo(type)) {
                throw ApiException.invalid("Invalid value for info: '%s' is not available on a %s channel."
                        .formatted(
                                attribute.token(),
                                type.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            }
        }
    }

    /**
     * Writes the requested counts, without the user count of channels that have none (4.1.10). A subscription count of a presence
     * channel is written; where it is not available (4.4.4), {@link #checkAgainst} has rejected the request.
     */
    void write(JsonGenerator json, ChannelType type, Counts counts) throws IOException {
        if (asksFor(InfoAttribute.USER_COUNT) && InfoAttribute.USER_COUNT.appliesTo(type)) {
            json.writeNumberField(InfoAttribute.USER_COUNT.token(), counts.users());
        }
        if (asksFor(InfoAttribute.SUBSCRIPTION_COUNT)) {
            json.writeNumberField(InfoAttribute.SUBSCRIPTION_COUNT.token(), counts.subscriptions());
        }
    }
}
