package dev.vask.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.live.EventSubmission;
import dev.vask.protocol.Json;
import dev.vask.protocol.UserId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Publishes the events of operators. */
@Singleton
final class OperatorEventPublisher implements EventSubmission {

    private final EventPublisher publisher;

    OperatorEventPublisher(EventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public CompletionStage<byte[]> publish(App app, byte[] body) {
        if (!app.enabled()) {
            throw ApiException.disabled("App '%s' is disabled.".formatted(app.key()));
        }
        ObjectNode event = Json.object(body);
        return publisher
                .publish(app, reader -> List.of(read(reader, event)), EventsResource::answer)
                .thenApply(JsonBody::bytes);
    }

    private static PublishRequest read(EventReader reader, ObjectNode event) {
        if (!event.hasNonNull("user_id")) {
            return reader.event(event);
        }
        if (event.hasNonNull("channel") || event.hasNonNull("channels")) {
            throw ApiException.invalid("Exactly one of channel, channels and user_id is required.");
        }
        return reader.toUser(UserId.parse(event.path("user_id").asText()), event);
    }
}
