package dev.vask.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.live.NodeLease;
import dev.vask.live.NodeMessages;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Messages between nodes as JSON objects, each for the receiver of its kind. Thread-safe. */
@Singleton
public final class NodeBus {

    private static final Logger LOG = Logger.getLogger(NodeBus.class);
    private static final String KIND = "kind";

    private final Map<String, BiConsumer<String, ObjectNode>> receivers = new ConcurrentHashMap<>();
    private volatile @Nullable NodeMessages messages;

    /** Starts to send and to receive. */
    public void start(NodeMessages transport) {
        transport.onMessage(this::receive);
        messages = transport;
    }

    /** From now on {@code receiver} receives the messages of a kind, with the name of the node that sent each. It must not block. */
    void on(String kind, BiConsumer<String, ObjectNode> receiver) {
        receivers.put(kind, receiver);
    }

    private void receive(String from, String text) {
        try {
            ObjectNode message = Json.object(text.getBytes(StandardCharsets.UTF_8));
            BiConsumer<String, ObjectNode> receiver =
                    receivers.get(message.path(KIND).asText());
            if (receiver != null) { // else a node of another version sent it
                receiver.accept(from, message);
            }
        } catch (InvalidJsonException e) {
            LOG.warnf("Ignored a message of node %s: %s", from, e.getMessage());
        }
    }

    /** The name of this node, empty before the start. */
    public String node() {
        NodeMessages current = messages;
        return current == null ? "" : current.node();
    }

    /** Sends a message to all other nodes. */
    void broadcast(String kind, ObjectNode message) {
        NodeMessages current = messages;
        if (current != null) {
            current.broadcast(Json.compact(message.put(KIND, kind)));
        }
    }

    /** Sends a message to one node. */
    void send(String node, String kind, ObjectNode message) {
        NodeMessages current = messages;
        if (current != null) {
            current.send(node, Json.compact(message.put(KIND, kind)));
        }
    }

    /** The nodes of the service, this one included. */
    public CompletionStage<List<NodeLease>> nodes() {
        NodeMessages current = messages;
        return current == null ? CompletableFuture.completedFuture(List.of()) : current.nodes();
    }
}
