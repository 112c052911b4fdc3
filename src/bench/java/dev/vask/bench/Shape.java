package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How large a load is.
 *
 * @param sockets    each subscribed to one channel
 * @param channels   over which sockets and publishers are spread evenly
 * @param publishers with one keep-alive connection each
 * @param payload    bytes of each event's data
 */
record Shape(int sockets, int channels, int publishers, int payload) {

    private static final int REQUESTS = 16_384;
    private static final int SMALLEST_RING = 16;
    private static final int LARGEST_RING = 1_024;

    Shape {
        if (sockets % channels != 0) {
            throw new BenchFailure("SOCKETS=%d cannot be spread evenly over CHANNELS=%d".formatted(sockets, channels));
        }
        if (payload < Mark.LENGTH) {
            throw new BenchFailure("PAYLOAD must be at least %d bytes, not %d".formatted(Mark.LENGTH, payload));
        }
    }

    /** This shape, with what the settings say otherwise. */
    Shape with(Settings settings) {
        return new Shape(
                settings.number("SOCKETS", sockets),
                settings.number("CHANNELS", channels),
                settings.number("PUBLISHERS", publishers),
                settings.number("PAYLOAD", payload));
    }

    List<BenchChannel> newChannels() {
        return IntStream.range(0, channels)
                .mapToObj(i -> new BenchChannel("bench-" + i, sockets / channels))
                .toList();
    }

    /** For each publisher what it says: on channels of its own, if there are enough, else on one that it shares. */
    List<List<Feed>> newFeeds(List<BenchChannel> channels, Requests requests) {
        int ring = Math.clamp(REQUESTS / Math.max(channels.size(), publishers), SMALLEST_RING, LARGEST_RING);
        List<List<Feed>> feeds = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            List<Feed> own = new ArrayList<>();
            for (int c = i % channels.size(); c < channels.size(); c += publishers) {
                own.add(channels.get(c).feed(requests, ring));
            }
            feeds.add(own);
        }
        return feeds;
    }

    @Override
    public String toString() {
        return "%,d socket(s) on %,d channel(s), %,d B, %d publisher(s)"
                .formatted(sockets, channels, payload, publishers);
    }
}
