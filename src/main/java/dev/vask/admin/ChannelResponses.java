package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelState;
import dev.vask.live.MemberPage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import dev.vask.protocol.Member;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The responses of {@link LiveChannelsResource}. */
final class ChannelResponses {

    private ChannelResponses() {}

    private static String typeOf(ChannelName name) {
        return name.type().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Long users(ChannelName name, ChannelState state) {
        return name.type().isPresence() ? state.counts().users() : null;
    }

    /** A page of channels. */
    @RegisterForReflection
    @Schema(
            name = "LiveChannels",
            requiredProperties = {"channels", "next_cursor"})
    record Page(
            List<Entry> channels,

            @Schema(nullable = true, description = "The cursor of the next page, null after the last one") @Nullable
            String nextCursor) {}

    /** An occupied channel. */
    @RegisterForReflection
    @Schema(
            name = "LiveChannel",
            requiredProperties = {"name", "type", "subscription_count", "user_count", "cached"})
    record Entry(
            String name,

            @Schema(description = "Type of the channel, like presence_cache")
            String type,

            @Schema(minimum = "0") long subscriptionCount,

            @Schema(nullable = true, minimum = "0", description = "Members; null unless it is a presence channel")
            @Nullable
            Long userCount,

            @Schema(description = "Whether it has a cached event")
            boolean cached) {

        static Entry of(ChannelName name, ChannelState state) {
            return new Entry(
                    name.value(),
                    typeOf(name),
                    state.counts().subscriptions(),
                    users(name, state),
                    state.cached() != null);
        }
    }

    /** One channel, occupied or not. */
    @RegisterForReflection
    @Schema(
            name = "LiveChannelDetails",
            requiredProperties = {
                "name",
                "type",
                "occupied",
                "subscription_count",
                "user_count",
                "members",
                "next_cursor",
                "cached"
            })
    record Details(
            String name,

            @Schema(description = "Type of the channel, like presence_cache")
            String type,

            boolean occupied,

            @Schema(minimum = "0") long subscriptionCount,

            @Schema(nullable = true, minimum = "0", description = "Members; null unless it is a presence channel")
            @Nullable
            Long userCount,

            @Schema(description = "Members of a presence channel, about as many as the limit; in a small channel all")
            List<ChannelMember> members,

            @Schema(nullable = true, description = "The cursor of the next members, null after the last ones") @Nullable
            String nextCursor,

            @Schema(nullable = true) @Nullable Cached cached) {

        static Details of(ChannelName name, ChannelState state, MemberPage members) {
            CachedEvent cached = state.cached();
            return new Details(
                    name.value(),
                    typeOf(name),
                    state.counts().subscriptions() > 0,
                    state.counts().subscriptions(),
                    users(name, state),
                    members.members().stream().map(ChannelMember::of).toList(),
                    members.next(),
                    cached == null ? null : Cached.of(cached));
        }
    }

    /** A member of a presence channel. */
    @RegisterForReflection
    @Schema(
            name = "ChannelMember",
            requiredProperties = {"user_id", "user_info"})
    record ChannelMember(
            String userId,

            @Schema(implementation = Object.class, description = "The info as JSON, {} if the member has none")
            JsonNode userInfo) {

        static ChannelMember of(Member member) {
            return new ChannelMember(member.id(), info(member.info()));
        }

        private static JsonNode info(String json) {
            try {
                return Json.object("{\"info\":" + json + "}").path("info");
            } catch (InvalidJsonException e) {
                return Json.MAPPER.getNodeFactory().textNode(json);
            }
        }
    }

    /** A cached event. */
    @RegisterForReflection
    @Schema(
            name = "CachedChannelEvent",
            requiredProperties = {"event", "data", "expires_in_ms"})
    record Cached(
            String event,

            String data,

            @Schema(nullable = true, minimum = "0", description = "Null if it does not expire") @Nullable
            Long expiresInMs) {

        static Cached of(CachedEvent event) {
            Duration left = event.timeLeft();
            return new Cached(event.name(), event.data(), left == null ? null : left.toMillis());
        }
    }
}
