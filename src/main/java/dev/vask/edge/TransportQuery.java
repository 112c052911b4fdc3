package dev.vask.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueryHandler;
import jakarta.inject.Singleton;

/** Answers how many connections of this node use which transport. */
@Singleton
class TransportQuery implements NodeQueryHandler {

    private final TransportGauge transports;

    TransportQuery(TransportGauge transports) {
        this.transports = transports;
    }

    @Override
    public String kind() {
        return NODE;
    }

    @Override
    public void answer(ObjectNode question, ObjectNode answer) {
        ObjectNode transport = answer.putObject("transport");
        for (TransportKind kind : TransportKind.values()) {
            transport.put(kind.label(), transports.open(kind));
        }
    }
}
