package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.http.ErrorResponse;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelState;
import dev.vask.live.LiveState;
import dev.vask.protocol.ChannelName;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Returns the state of channels (4.3, 4.4, 4.5). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "channels")
@SignatureRequired
final class ChannelsResource {

    private static final String PRESENCE_PREFIX = "presence-";
    private static final Set<InfoAttribute> LIST_ATTRIBUTES = EnumSet.of(InfoAttribute.USER_COUNT);
    private static final Set<InfoAttribute> CHANNEL_ATTRIBUTES =
            EnumSet.complementOf(EnumSet.of(InfoAttribute.EVENT_ID));

    private final LiveState live;
    private final ReadLimiter reads;
    private final Vertx vertx;

    ChannelsResource(LiveState live, ReadLimiter reads, Vertx vertx) {
        this.live = live;
        this.reads = reads;
        this.vertx = vertx;
    }

    /** Lists the occupied channels. */
    @GET
    @Path("channels")
    @Operation(operationId = "listChannels", summary = "List the occupied channels", description = """
            Ordered by name. A channel that is occupied during the whole request appears exactly once. A channel that becomes \
            occupied or vacated during the request may appear. A list of 500 channels or more is sent in chunks, without a \
            Content-Length. If an error occurs, the connection is closed before the last chunk. Each 500 channels count as one \
            read.""")
    @Parameter(ref = "AppKey")
    @Parameter(
            name = "filter_by_prefix",
            in = ParameterIn.QUERY,
            description = "Only channels whose names start with this prefix",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "info",
            in = ParameterIn.QUERY,
            description = "`user_count`; requires a `filter_by_prefix` that starts with `presence-`",
            schema = @Schema(type = SchemaType.STRING, enumeration = "user_count"))
    @APIResponse(
            responseCode = "200",
            description = "Channels by name",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Channels"),
                            example = ApiExamples.CHANNELS))
    @APIResponse(responseCode = "429", ref = "TooManyReads")
    public CompletionStage<JsonBody> list(@Context RoutingContext routing) {
        ApiRequest call = ApiRequest.of(routing);
        reads.admit(call.app());
        String prefix = call.parameter("filter_by_prefix");
        RequestedInfo info = RequestedInfo.parse(call.parameter("info"), LIST_ATTRIBUTES);
        if (!info.isEmpty() && !prefix.startsWith(PRESENCE_PREFIX)) {
            throw ApiException.invalid(
                    "Invalid value for info: 'user_count' is available for presence channels only. Set filter_by_prefix to a value that"
                            + " starts with 'presence-'.");
        }
        io.vertx.core.Context context = vertx.getOrCreateContext();
        Executor loop = task -> context.runOnContext(ignored -> task.run());
        return new ChannelListing(live, reads, call, prefix, info, loop).answer();
    }

    /** Returns the state of one channel, occupied or not. */
    @GET
    @Path("channels/{channel_name}")
    @Operation(operationId = "getChannel", summary = "Get the state of a channel")
    @Parameter(ref = "AppKey")
    @Parameter(
            name = "info",
            in = ParameterIn.QUERY,
            description = "Comma-separated attributes to return: `user_count`, `subscription_count`, `cache`",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "The state of the channel",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Channel"),
                            example = ApiExamples.CHANNEL))
    @APIResponse(responseCode = "429", ref = "TooManyReads")
    public CompletionStage<JsonBody> show(
            @PathParam("channel_name") @Encoded @Parameter(ref = "ChannelName") String channelName,
            @Context RoutingContext routing) {
        ApiRequest call = ApiRequest.of(routing);
        reads.admit(call.app());
        ChannelName channel = ChannelInPath.of(channelName);
        RequestedInfo info = RequestedInfo.parse(call.parameter("info"), CHANNEL_ATTRIBUTES);
        info.checkAgainst(channel.type());
        return live.channel(call.app(), channel).thenApply(state -> shown(channel, state, info));
    }

    private static JsonBody shown(ChannelName channel, ChannelState state, RequestedInfo info) {
        return JsonBody.object(json -> {
            json.writeBooleanField("occupied", state.counts().subscriptions() > 0);
            info.write(json, channel.type(), state.counts());
            if (info.asksFor(InfoAttribute.CACHE)) {
                json.writeFieldName(InfoAttribute.CACHE.token());
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
            json.writeNumberField("ttl", ErrorResponse.wholeSeconds(timeLeft));
        }
        json.writeEndObject();
    }

    /** Lists the users of a presence channel. */
    @GET
    @Path("channels/{channel_name}/users")
    @Operation(operationId = "listUsers", summary = "List the users of a presence channel")
    @Parameter(ref = "AppKey")
    @APIResponse(
            responseCode = "200",
            description = "Each user once",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Users"),
                            example = ApiExamples.USERS))
    @APIResponse(responseCode = "429", ref = "TooManyReads")
    public CompletionStage<JsonBody> users(
            @PathParam("channel_name") @Encoded @Parameter(ref = "ChannelName") String channelName,
            @Context RoutingContext routing) {
        ApiRequest call = ApiRequest.of(routing);
        reads.admit(call.app());
        ChannelName channel = ChannelInPath.of(channelName);
        if (!channel.type().isPresence()) {
            throw ApiException.invalid(
                    "Only presence channels have users. The name '%s' does not start with 'presence-'."
                            .formatted(channel));
        }
        return live.users(call.app(), channel).thenApply(ChannelsResource::listed);
    }

    private static JsonBody listed(List<String> userIds) {
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("users");
            for (String id : userIds) {
                json.writeStartObject();
                json.writeStringField("id", id);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
