package dev.vask.live;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Short messages between the nodes of the service, for what operators watch. A message is lost if a node cannot be reached at the moment.
 */
public interface NodeMessages {

    /** The name of this node. It changes if its lease expired. */
    String node();

    /** From now on {@code receiver} receives each message, with the name of the node that sent it. It must not block. */
    void onMessage(BiConsumer<String, String> receiver);

    /** Sends a message to all other nodes. */
    void broadcast(String message);

    /** Sends a message to one other node. */
    void send(String node, String message);

    /** The nodes of the service, this one included. */
    CompletionStage<List<NodeLease>> nodes();
}
