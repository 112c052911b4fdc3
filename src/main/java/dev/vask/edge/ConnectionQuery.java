package dev.vask.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueryHandler;
import jakarta.inject.Singleton;

/** Answers whether a connection of an app is open on this node. */
@Singleton
class ConnectionQuery implements NodeQueryHandler {

    private final SessionRegistry sessions;

    ConnectionQuery(SessionRegistry sessions) {
        this.sessions = sessions;
    }

    @Override
    public String kind() {
        return CONNECTION;
    }

    @Override
    public void answer(ObjectNode question, ObjectNode answer) {
        answer.put(
                "open",
                sessions.has(
                        question.path("app").asText(),
                        question.path("socket_id").asText()));
    }
}
