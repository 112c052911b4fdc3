package dev.vask.live;

import dev.vask.protocol.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a subscription request. */
public sealed interface SubscribeResult {

    /**
     * The connection is subscribed.
     *
     * @param sequence later messages are for the new subscription, those up to it are not
     * @param members   the members, including the new one, in order of arrival; empty except on presence channels
     * @param cached   the cached event, or null
     * @param resumption whether it continues after an event, null if that was not asked for
     */
    record Subscribed(
            long sequence,
            List<Member> members,
            @Nullable CachedEvent cached,
            @Nullable Resumption resumption) implements SubscribeResult {}

    /** Rejected, because the app is at its limit of occupied channels, and this would be a new one (14). */
    record TooManyChannels(int limit) implements SubscribeResult {}

    /** Rejected, because the presence channel is at its limit of members, and this would be a new one (7.6). */
    record Full(int limit) implements SubscribeResult {}
}
