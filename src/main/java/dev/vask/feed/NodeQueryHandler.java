package dev.vask.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers a kind of question for this node. Several handlers of a kind each add their fields. */
public interface NodeQueryHandler {

    /** What a node is, and how many connections it has. */
    String NODE = "node";

    /** The traffic of the last minutes. */
    String TRAFFIC = "traffic";

    /** Whether a connection is open. */
    String CONNECTION = "connection";

    /** The kind of question. */
    String kind();

    /** Adds this node's fields to the answer. Must not block. */
    void answer(ObjectNode question, ObjectNode answer);
}
