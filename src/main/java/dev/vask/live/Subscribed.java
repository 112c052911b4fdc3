package dev.vask.live;

import dev.vask.protocol.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a wish to subscribe. */
public sealed interface Subscribed {

    /**
     * The socket is subscribed; this is how things stood at the instant at which that began.
     *
     * @param sequence messages after this one are for the new subscription, those up to it are not
     * @param roster   the members, the new one included, in order of arrival; empty off presence channels
     * @param cached   the cached event, null if there is none
     */
    record Begun(long sequence, List<Member> roster, @Nullable CachedEvent cached) implements Subscribed {}

    /** The app has as many occupied channels as it may, {@code limit}, and this would be another (14). */
    record TooManyChannels(int limit) implements Subscribed {}

    /** The presence channel has as many members as the app allows, {@code limit}, and this would be another (7.6). */
    record Full(int limit) implements Subscribed {}
}
