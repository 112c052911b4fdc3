package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/** A channel of the protocol, with what is said on it. */
final class BenchChannel {

    private final String name;
    private final int readers;
    private final List<Feed> feeds = new ArrayList<>();

    BenchChannel(String name, int readers) {
        this.name = name;
        this.readers = readers;
    }

    String name() {
        return name;
    }

    /** Adds a publisher. To be done before anybody publishes. */
    Feed feed(Requests requests, int ring) {
        Feed feed = new Feed(requests, name, feeds.size(), readers, ring);
        feeds.add(feed);
        return feed;
    }

    List<Feed> feeds() {
        return feeds;
    }
}
