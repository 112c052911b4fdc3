package dev.vask.api;

import dev.vask.live.LiveState;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.PercentCoding;
import dev.vask.protocol.UserId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sends events to signed-in users and closes their connections (4.6, 4.7). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "users")
@SignatureRequired
final class UsersResource {

    private final EventPublisher publisher;
    private final LiveState live;

    UsersResource(EventPublisher publisher, LiveState live) {
        this.publisher = publisher;
        this.live = live;
    }

    /** Sends an event to all connections of a user. */
    @POST
    @Path("users/{user_id}/events")
    @Operation(operationId = "publishToUser", summary = "Send an event to all connections of a user")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "UserEvent"),
                            example = ApiExamples.USER_EVENT))
    @APIResponse(
            responseCode = "200",
            description = "Accepted",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(responseCode = "409", ref = "KeyInProgress")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "422", ref = "KeyReused")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publishToUser(
            @PathParam("user_id") @Encoded @Parameter(ref = "UserId") String userId, @Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(
                call,
                call::json,
                (reader, body) -> List.of(reader.toUser(user(userId), body)),
                (events, accepted) -> JsonBody.NOTHING);
    }

    /** Closes all connections of a user with the code that the app has chosen: 4200 by default. */
    @POST
    @Path("users/{user_id}/terminate_connections")
    @Operation(operationId = "terminateUserConnections", summary = "Close all connections of a user")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(
            responseCode = "200",
            description = "Accepted; the connections are being closed",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(responseCode = "413", ref = "TooLarge")
    public CompletionStage<JsonBody> terminateConnections(
            @PathParam("user_id") @Encoded @Parameter(ref = "UserId") String userId, @Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return close(call, userId, ErrorCode.of(call.app().access().terminateCode()));
    }

    /** Closes all connections of a user with 4200, and its clients reconnect. */
    @POST
    @Path("users/{user_id}/force_reconnect")
    @Operation(
            operationId = "forceUserReconnect",
            summary = "Close all connections of a user, so that its clients reconnect")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(
            responseCode = "200",
            description = "Accepted; the connections are being closed",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(responseCode = "413", ref = "TooLarge")
    public CompletionStage<JsonBody> forceReconnect(
            @PathParam("user_id") @Encoded @Parameter(ref = "UserId") String userId, @Context RoutingContext context) {
        return close(ApiRequest.of(context), userId, ErrorCode.RECONNECT);
    }

    private CompletionStage<JsonBody> close(ApiRequest call, String userId, ErrorCode code) {
        UserId user = user(userId);
        if (call.body().length > 0) { // an empty body is accepted as well as an empty object (4.7.1)
            call.json();
        }
        return live.terminate(call.app(), user, code).thenApply(done -> JsonBody.NOTHING);
    }

    private static UserId user(String inPath) {
        return UserId.parse(PercentCoding.decode(inPath));
    }
}
