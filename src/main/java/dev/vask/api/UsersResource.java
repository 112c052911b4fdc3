package dev.vask.api;

import dev.vask.live.LiveState;
import dev.vask.protocol.PercentCoding;
import dev.vask.protocol.UserId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Speaking to signed-in users, and sending them away (4.6, 4.7). */
@Path("/apps/{key}/users/{id}")
final class UsersResource {

    private final Calls calls;
    private final Publisher publisher;
    private final LiveState live;

    UsersResource(Calls calls, Publisher publisher, LiveState live) {
        this.calls = calls;
        this.publisher = publisher;
        this.live = live;
    }

    /** Sends an event to all connections of a user. */
    @POST
    @Path("events")
    public CompletionStage<Response> publish(
            @PathParam("key") @Encoded String key,
            @PathParam("id") @Encoded String id,
            @Context RoutingContext context) {
        return calls.answer(context, key, call -> publish(call, user(id)));
    }

    /** Closes all connections of a user with 4200. */
    @POST
    @Path("terminate_connections")
    public CompletionStage<Response> terminate(
            @PathParam("key") @Encoded String key,
            @PathParam("id") @Encoded String id,
            @Context RoutingContext context) {
        return calls.answer(context, key, call -> terminate(call, user(id)));
    }

    private CompletionStage<byte[]> publish(Call call, UserId user) {
        Posted event = new EventReader(call.app()).toUser(user, call.json());
        return publisher.publish(call.app(), List.of(event)).thenApply(counts -> Answers.NOTHING);
    }

    private CompletionStage<byte[]> terminate(Call call, UserId user) {
        if (call.body().length > 0) { // an empty body will do as well as an empty object (4.7.1)
            call.json();
        }
        return live.terminate(call.app(), user).thenApply(done -> Answers.NOTHING);
    }

    private static UserId user(String inPath) {
        return UserId.parse(PercentCoding.decode(inPath));
    }
}
