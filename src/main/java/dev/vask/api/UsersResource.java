package dev.vask.api;

import dev.vask.live.LiveState;
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

/** Sends events to signed-in users and closes their connections (4.6, 4.7). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
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
    public CompletionStage<JsonBody> publishToUser(
            @PathParam("user_id") @Encoded String userId, @Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(
                call,
                reader -> List.of(reader.toUser(user(userId), call.json())),
                (events, counts) -> JsonBody.NOTHING);
    }

    /** Closes all connections of a user with 4200. */
    @POST
    @Path("users/{user_id}/terminate_connections")
    public CompletionStage<JsonBody> terminateConnections(
            @PathParam("user_id") @Encoded String userId, @Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        UserId user = user(userId);
        if (call.body().length > 0) { // an empty body is accepted as well as an empty object (4.7.1)
            call.json();
        }
        return live.terminate(call.app(), user).thenApply(done -> JsonBody.NOTHING);
    }

    private static UserId user(String inPath) {
        return UserId.parse(PercentCoding.decode(inPath));
    }
}
