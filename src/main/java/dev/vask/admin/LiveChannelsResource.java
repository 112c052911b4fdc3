package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.http.ApiErrorCode;
import dev.vask.live.ChannelState;
import dev.vask.live.HistoryReading;
import dev.vask.live.LiveState;
import dev.vask.live.MemberPage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.SafeQuote;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the occupied channels of an app, one channel with its members and its cached event, and the last events of a channel. */
@Path("/admin/v1/apps/{key}/channels")
@AdminTokenRequired
@Tag(name = "feed")
final class LiveChannelsResource {

    private static final int MAX_LISTED = 100;
    private static final String DEFAULT_LISTED = "50";
    private static final MemberPage NO_MEMBERS = new MemberPage(List.of(), null);

    private final AppStore apps;
    private final LiveState live;
    private final HistoryReading history;

    LiveChannelsResource(AppStore apps, LiveState live, HistoryReading history) {
        this.apps = apps;
        this.live = live;
        this.history = history;
    }

    @GET
    @Operation(operationId = "listLiveChannels", summary = "List the occupied channels of an app, ordered by name")
    @APIResponse(
            responseCode = "200",
            description = "A page of channels",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChannelResponses.Page.class),
                            example = OpenApiExamples.LIVE_CHANNELS))
    @APIResponse(responseCode = "400", ref = "Invalid")
    public Uni<Response> list(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @QueryParam("prefix")
                    @DefaultValue("")
                    @Parameter(description = "Only channels whose names start with this prefix")
                    String prefix,
            @QueryParam("cursor") @DefaultValue("") @Parameter(description = "The `next_cursor` of the previous page")
                    String cursor,
            @QueryParam("limit")
                    @DefaultValue(DEFAULT_LISTED)
                    @Parameter(
                            description = "Maximum number of channels",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = DEFAULT_LISTED))
                    String limit) {
        int max = AdminParameters.limit(limit, MAX_LISTED);
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> live.channels(app, prefix, cursor, max))
                .flatMap(names -> page(app, List.copyOf(names.keySet()), max)));
    }

    private Uni<Response> page(App app, List<String> names, int max) {
        List<Uni<ChannelResponses.Entry>> entries = new ArrayList<>();
        for (String name : names) {
            ChannelName channel = ChannelName.parse(name);
            entries.add(Uni.createFrom()
                    .completionStage(() -> live.channel(app, channel))
                    .map(state -> ChannelResponses.Entry.of(channel, state)));
        }
        String next = names.size() < max ? null : names.getLast();
        if (entries.isEmpty()) {
            return Uni.createFrom().item(AdminResponses.json(200, new ChannelResponses.Page(List.of(), null)));
        }
        return Uni.join()
                .all(entries)
                .andFailFast()
                .map(all -> AdminResponses.json(200, new ChannelResponses.Page(all, next)));
    }

    @GET
    @Path("{channel}")
    @Operation(
            operationId = "getLiveChannel",
            summary = "Get a channel with its members and its cached event, occupied or not")
    @APIResponse(
            responseCode = "200",
            description = "The channel",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChannelResponses.Details.class),
                            example = OpenApiExamples.LIVE_CHANNEL))
    @APIResponse(responseCode = "400", ref = "Invalid")
    public Uni<Response> show(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @PathParam("channel") @Parameter(description = "Name of the channel") String channel,
            @QueryParam("cursor")
                    @DefaultValue(MemberPage.START)
                    @Parameter(description = "The `next_cursor` of the previous page of members")
                    String cursor,
            @QueryParam("limit")
                    @DefaultValue(DEFAULT_LISTED)
                    @Parameter(
                            description = "About how many members",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = DEFAULT_LISTED))
                    String limit) {
        int max = AdminParameters.limit(limit, MAX_LISTED);
        if (!cursor.matches("\\d{1,18}")) {
            throw new AdminException(
                    ApiErrorCode.INVALID_REQUEST,
                    "Invalid value for cursor: '%s' is not the next_cursor of a page.".formatted(SafeQuote.of(cursor)));
        }
        ChannelName name = ChannelName.parse(channel);
        return answer(key, app -> show(app, name, cursor, max));
    }

    private Uni<Response> show(App app, ChannelName name, String cursor, int max) {
        Uni<ChannelState> state = Uni.createFrom().completionStage(() -> live.channel(app, name));
        Uni<MemberPage> members = name.type().isPresence()
                ? Uni.createFrom().completionStage(() -> live.members(app, name, cursor, max))
                : Uni.createFrom().item(NO_MEMBERS);
        return Uni.combine()
                .all()
                .unis(state, members)
                .with((current, page) -> AdminResponses.json(200, ChannelResponses.Details.of(name, current, page)));
    }

    @GET
    @Path("{channel}/history")
    @Operation(operationId = "getLiveChannelHistory", summary = "List the last events of a channel", description = """
            Available if the app has history. A page ends after `limit` events, or earlier if they are large.""")
    @APIResponse(responseCode = "200", ref = "HistoryPage")
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "410", ref = "HistoryGap")
    public Uni<Response> history(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @PathParam("channel") @Parameter(description = "Name of the channel") String channel,
            @QueryParam("limit") @DefaultValue("") @Parameter(ref = "HistoryLimit") String limit,
            @QueryParam("direction") @DefaultValue("") @Parameter(ref = "HistoryDirection") String direction,
            @QueryParam("after_id") @DefaultValue("") @Parameter(ref = "HistoryAfterId") String afterId,
            @QueryParam("cursor") @DefaultValue("") @Parameter(ref = "HistoryCursor") String cursor) {
        ChannelName name = ChannelName.parse(channel);
        HistoryReading.Parameters parameters = new HistoryReading.Parameters(limit, direction, afterId, cursor);
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> history.read(app, name, parameters))
                .map(json -> Response.ok(new String(json, StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
                        .build()));
    }

    private Uni<Response> answer(String key, Function<App, Uni<Response>> response) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .flatMap(found -> response.apply(found.orElseThrow(() -> AdminException.noSuchApp(key))));
    }
}
