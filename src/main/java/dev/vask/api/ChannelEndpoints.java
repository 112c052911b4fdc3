package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelState;
import dev.vask.live.LiveState;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ChannelType;
import dev.vask.protocol.PercentCoding;
import dev.vask.protocol.Quote;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Endpoints that return the state of channels (4.3, 4.4, 4.5). */
@Singleton
final class Channels {

    private static final String PRESENCE_PREFIX = "presence-";
    private static final Set<Attribute> OF_MANY = EnumSet.of(Attribute.USER_COUNT);
    private static final Set<Attribute> OF_ONE = EnumSet.allOf(Attribute.class);

    private final LiveState live;
    private final ReadLimiter reads;
    private final Vertx vertx;

    Channels(LiveState live, ReadLimiter reads, Vertx vertx) {
        this.live = live;
        this.reads = reads;
        this.vertx = vertx;
    }

    /** Lists the occupied channels. */
    CompletionStage<byte[]> list(Call call) {
        reads.admit(call.app());
        String prefix = call.parameter("filter_by_prefix");
        Info info = Info.parse(call.parameter("info"), OF_MANY);
        if (!info.isEmpty() && !prefix.startsWith(PRESENCE_PREFIX)) {
            throw CallRefusedException.invalid(
                    "Invalid value for info: 'user_count' is available for presence channels only. Set filter_by_prefix to a value that"
                            + " starts with 'presence-'.");
        }
        Context context = vertx.getOrCreateContext();
        Executor loop = task -> context.runOnContext(ignored -> task.run());
        return new ChannelListing(live, reads, call, prefix, info, loop).answer();
    }

    /** Returns the state of one channel, occupied or not. */
    CompletionStage<byte[]> show(Call call, String inPath) {
        reads.admit(call.app());
        ChannelName channel = channel(inPath);
        Info info = Info.parse(call.parameter("info"), OF_ONE);
        info.checkAgainst(channel.type());
        return live.channel(call.app(), channel).thenApply(state -> shown(channel, state, info));
    }

    private static byte[] shown(ChannelName channel, ChannelState state, Info info) {
        return Answers.object(json -> {
            json.writeBooleanField("occupied", state.counts().subscriptions() > 0);
            info.write(json, channel.type(), state.counts());
            if (info.asksFor(Attribute.CACHE)) {
                json.writeFieldName(Attribute.CACHE.token());
                write(json, state.cached());
            }
        });
    }

    private static void write(JsonGenerator json, @Nullable CachedEvent cached) throws IOException {
        if (cached == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("event", cached.name());
        json.writeStringField("data", cached.data());
        Duration timeLeft = cached.timeLeft();
        if (timeLeft == null) {
            json.writeNullField("ttl");
        } else {
            json.writeNumberField("ttl", ErrorAnswer.wholeSeconds(timeLeft));
        }
        json.writeEndObject();
    }

    /** Lists the users of a presence channel. */
    CompletionStage<byte[]> users(Call call, String inPath) {
        reads.admit(call.app());
        ChannelName channel = channel(inPath);
        if (!channel.type().isPresence()) {
            throw CallRefusedException.invalid(
                    "Only presence channels have users. The name '%s' does not start with 'presence-'.".formatted(channel));
        }
        return live.users(call.app(), channel).thenApply(Channels::listed);
    }

    private static byte[] listed(List<String> userIds) {
        return Answers.object(json -> {
            json.writeArrayFieldStart("users");
            for (String id : userIds) {
                json.writeStartObject();
                json.writeStringField("id", id);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The channel in a path. A reserved name is not found instead of invalid, because no channel can have it (15.1). */
    private static ChannelName channel(String inPath) {
        String name = PercentCoding.decode(inPath);
        if (name.startsWith("#")) {
            throw CallRefusedException.notFound(
                    ErrorCode.NO_SUCH_CHANNEL,
                    "Channel '%s' does not exist. Names that start with # are reserved.".formatted(Quote.of(name)));
        }
        return ChannelName.parse(name);
    }
}
