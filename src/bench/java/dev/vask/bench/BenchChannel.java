package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/** A channel of the protocol, with what is said on it. */
final class BenchChannel {

    private final String name;
    private final int subscribers;
    private final List<EventSequence> sequences = new ArrayList<>();

    BenchChannel(String name, int subscribers) {
        this.name = name;
        this.subscribers = subscribers;
    }

    String name() {
        return name;
    }

    /** Adds a publisher. To be done before anybody publishes. */
    EventSequence addSequence(PublishRequests requests, int ringSize) {
        EventSequence sequence = new EventSequence(requests, name, sequences.size(), subscribers, ringSize);
        sequences.add(sequence);
        return sequence;
    }

    List<EventSequence> sequences() {
        return sequences;
    }
}
