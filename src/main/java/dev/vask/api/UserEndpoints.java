package dev.vask.api;

import dev.vask.live.LiveState;
import dev.vask.protocol.PercentCoding;
import dev.vask.protocol.UserId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Endpoints that send events to signed-in users and close their connections (4.6, 4.7). */
@Singleton
final class UserEndpoints {

    private final EventPublisher publisher;
    private final LiveState live;

    UserEndpoints(EventPublisher publisher, LiveState live) {
        this.publisher = publisher;
        this.live = live;
    }

    /** Sends an event to all connections of a user. */
    CompletionStage<byte[]> publish(ApiRequest call, String inPath) {
        PublishRequest event = new EventReader(call.app()).toUser(user(inPath), call.json());
        return publisher.publish(call, List.of(event)).thenApply(counts -> ApiResponses.NOTHING);
    }

    /** Closes all connections of a user with 4200. */
    CompletionStage<byte[]> terminate(ApiRequest call, String inPath) {
        UserId user = user(inPath);
        if (call.body().length > 0) { // an empty body is accepted as well as an empty object (4.7.1)
            call.json();
        }
        return live.terminate(call.app(), user).thenApply(done -> ApiResponses.NOTHING);
    }

    private static UserId user(String inPath) {
        return UserId.parse(PercentCoding.decode(inPath));
    }
}
