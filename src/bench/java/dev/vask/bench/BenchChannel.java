package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/** A channel, and the events that the publishers send on it. */
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

    /** Adds the events of one more publisher. Must be called before publishing starts. */
    EventSequence addSequence(PublishRequests requests, int ringSize) {
        EventSequence sequence = new EventSequence(requests, name, sequences.size(), subscribers, ringSize);
        sequences.add(sequence);
        return sequence;
    }

    List<EventSequence> sequences() {
        return sequences;
    }
}
