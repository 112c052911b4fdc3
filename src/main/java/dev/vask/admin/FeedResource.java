package dev.vask.admin;

import dev.vask.apps.AppStore;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEventType;
import dev.vask.feed.FeedFilter;
import dev.vask.feed.FeedViewer;
import dev.vask.http.ApiErrorCode;
import dev.vask.protocol.SafeQuote;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Streams what happens in an app, on all nodes. */
@Path("/admin/v1/apps/{key}/feed")
@AdminTokenRequired
@Tag(name = "feed", description = "Watch what happens in an app")
final class FeedResource {

    private final AppStore apps;
    private final Feed feed;
    private final Vertx vertx;

    FeedResource(AppStore apps, Feed feed, Vertx vertx) {
        this.apps = apps;
        this.feed = feed;
        this.vertx = vertx;
    }

    /** Streams events until the client disconnects, the app is deleted or the node stops. */
    @GET
    @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "watchApp",
            summary = "Stream what happens in an app as Server-Sent Events",
            description = """
            Each event has its type as `event` and a JSON object as `data`. Every object has `time`, `type` and `node`, and, where they \
            apply, `channel`, `socket_id`, `user_id`, `event`, `data` (at most 1,024 characters, then `truncated`), `source`, `code`, \
            `reason`, `status`, `duration_ms`. A rejected signature has the string that had to be signed as `expected_string`. Events \
            above vask.feed.events-per-second are left out; `skipped` has their `count`. A comment is sent every 15 s.""")
    @APIResponse(
            responseCode = "200",
            description = "The stream, which ends when the app is deleted or the node stops",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(type = SchemaType.STRING),
                            example = "\"\""))
    @APIResponse(responseCode = "400", ref = "Invalid")
    public Uni<Response> watch(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @QueryParam("types")
                    @Parameter(description = "Types of events, separated by commas; all if absent")
                    @Nullable
                    String types,
            @QueryParam("channel")
                    @Parameter(
                            description =
                                    "Only events of this channel; with a `*` at the end, of all channels with that prefix")
                    @Nullable
                    String channel,
            @QueryParam("socket_id") @Parameter(description = "Only events of this connection") @Nullable
                    String socketId,
            @QueryParam("user_id") @Parameter(description = "Only events of this user") @Nullable String userId,
            @Context RoutingContext context) {
        FeedFilter filter = new FeedFilter(types(types), channel, socketId, userId);
        io.vertx.core.Context loop = vertx.getOrCreateContext();
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .emitOn(command -> loop.runOnContext(ignored -> command.run()))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(app -> context.request().method().equals(HttpMethod.HEAD)
                        ? Uni.createFrom().item(Response.ok().build())
                        : Uni.createFrom().completionStage(stream(app.key(), filter, context)));
    }

    /** The result completes only if there is no stream: its response is written by {@link FeedStream}. */
    private CompletableFuture<Response> stream(String key, FeedFilter filter, RoutingContext context) {
        FeedStream stream = new FeedStream(context, vertx, closed -> feed.close(key, closed));
        FeedViewer viewer = feed.open(key, filter, stream::ready);
        if (viewer == null) {
            throw new AdminException(
                    ApiErrorCode.TOO_MANY_VIEWERS,
                    "The live feed of app '%s' has %d viewers, the maximum. Close one, or raise vask.feed.max-viewers."
                            .formatted(key, feed.maxViewers()));
        }
        stream.begin(viewer);
        return new CompletableFuture<>();
    }

    private static Set<FeedEventType> types(@Nullable String names) {
        Set<FeedEventType> types = EnumSet.noneOf(FeedEventType.class);
        if (names != null && !names.isBlank()) {
            Arrays.stream(names.split(",")).map(FeedResource::type).forEach(types::add);
        }
        return types;
    }

    private static FeedEventType type(String name) {
        FeedEventType type = FeedEventType.of(name.strip());
        if (type == null) {
            throw new AdminException(
                    ApiErrorCode.INVALID_REQUEST,
                    "Invalid value for types: '%s' is unknown; known types: %s."
                            .formatted(
                                    SafeQuote.of(name),
                                    Arrays.stream(FeedEventType.values())
                                            .map(FeedEventType::wireName)
                                            .collect(Collectors.joining(", "))));
        }
        return type;
    }
}
