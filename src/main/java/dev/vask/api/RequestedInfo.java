package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.live.Counts;
import dev.vask.protocol.ChannelType;
import dev.vask.protocol.Quote;
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
record Info(Set<Attribute> attributes) {

    /** No attributes. */
    static final Info NOTHING = new Info(Set.of());

    /**
     * Parses a comma-separated list (4.1.9).
     *
     * @param allowed the attributes that are available; others are rejected
     */
    static Info parse(String text, Set<Attribute> allowed) {
        if (text.isBlank()) {
            return NOTHING;
        }
        Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
        for (String token : text.split(",")) {
            if (!token.isBlank()) {
                attributes.add(attribute(token.strip(), allowed));
            }
        }
        return new Info(attributes);
    }

    private static Attribute attribute(String token, Set<Attribute> allowed) {
        for (Attribute attribute : allowed) {
            if (attribute.token().equals(token)) {
                return attribute;
            }
        }
        String choice = allowed.stream().map(Attribute::token).sorted().collect(Collectors.joining(", "));
        throw CallRefusedException.invalid(
                "Invalid value for info: '%s' is not available here. Available: %s.".formatted(Quote.of(token), choice));
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    boolean asksFor(Attribute attribute) {
        return attributes.contains(attribute);
    }

    /** Rejects the request if channels of this type do not have all requested attributes (4.4.4). */
    void checkAgainst(ChannelType type) {
        for (Attribute attribute : attributes) {
            if (!attribute.appliesTo(type)) {
                throw CallRefusedException.invalid("Invalid value for info: '%s' is not available on a %s channel."
                        .formatted(attribute.token(), type.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            }
        }
    }

    /**
     * Writes the requested counts, without the user count of channels that have none (4.1.10). A subscription count of a presence
     * channel is written; where it is not available (4.4.4), {@link #checkAgainst} has rejected the request.
     */
    void write(JsonGenerator json, ChannelType type, Counts counts) throws IOException {
        if (asksFor(Attribute.USER_COUNT) && Attribute.USER_COUNT.appliesTo(type)) {
            json.writeNumberField(Attribute.USER_COUNT.token(), counts.users());
        }
        if (asksFor(Attribute.SUBSCRIPTION_COUNT)) {
            json.writeNumberField(Attribute.SUBSCRIPTION_COUNT.token(), counts.subscriptions());
        }
    }
}
