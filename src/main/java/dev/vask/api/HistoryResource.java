package dev.vask.api;

import dev.vask.live.HistoryReading;
import dev.vask.protocol.ChannelName;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the last events of channels ({@code docs/recovery.md}). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "channels")
@SignatureRequired
final class HistoryResource {

    private final HistoryReader history;
    private final ReadLimiter reads;

    HistoryResource(HistoryReader history, ReadLimiter reads) {
        this.history = history;
        this.reads = reads;
    }

    /** Lists the stored events of a channel. */
    @GET
    @Path("channels/{channel_name}/history")
    @Operation(operationId = "getHistory", summary = "List the last events of a channel", description = """
            Available if the app has history. A page ends after `limit` events, or earlier if they are large.""")
    @Parameter(ref = "AppKey")
    @Parameter(ref = "HistoryLimit")
    @Parameter(ref = "HistoryDirection")
    @Parameter(ref = "HistoryAfterId")
    @Parameter(ref = "HistoryCursor")
    @APIResponse(responseCode = "200", ref = "HistoryPage")
    @APIResponse(responseCode = "410", ref = "HistoryGap")
    @APIResponse(responseCode = "429", ref = "TooManyReads")
    public CompletionStage<JsonBody> history(
            @PathParam("channel_name") @Encoded @Parameter(ref = "ChannelName") String channelName,
            @Context RoutingContext routing) {
        ApiRequest call = ApiRequest.of(routing);
        reads.admit(call.app());
        ChannelName channel = ChannelInPath.of(channelName);
        return history.read(call.app(), channel, parameters(call)).thenApply(JsonBody::new);
    }

    private static HistoryReading.Parameters parameters(ApiRequest call) {
        return new HistoryReading.Parameters(
                call.parameter("limit"),
                call.parameter("direction"),
                call.parameter("after_id"),
                call.parameter("cursor"));
    }
}
