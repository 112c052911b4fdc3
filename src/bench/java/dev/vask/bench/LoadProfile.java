package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The size of a load.
 *
 * @param subscribers  connections, each subscribed to one channel
 * @param channels     subscribers and publishers are spread evenly over them
 * @param publishers   backends with one keep-alive connection each
 * @param payloadBytes size of each event's data
 */
record LoadProfile(int subscribers, int channels, int publishers, int payloadBytes) {

    private static final int MAX_REQUESTS = 16_384;
    private static final int MIN_RING_SIZE = 16;
    private static final int MAX_RING_SIZE = 1_024;

    LoadProfile {
        if (subscribers % channels != 0) {
            throw new BenchException(
                    "Invalid value for SOCKETS: %d is not a multiple of CHANNELS=%d".formatted(subscribers, channels));
        }
        if (payloadBytes < EventId.LENGTH) {
            throw new BenchException(
                    "Invalid value for PAYLOAD: must be at least %d, found %d".formatted(EventId.LENGTH, payloadBytes));
        }
    }

    /** This profile with the values that are set in the environment. */
    LoadProfile with(Settings settings) {
        return new LoadProfile(
                settings.positiveInt("SOCKETS", subscribers),
                settings.positiveInt("CHANNELS", channels),
                settings.positiveInt("PUBLISHERS", publishers),
                settings.positiveInt("PAYLOAD", payloadBytes));
    }

    List<BenchChannel> newChannels() {
        return IntStream.range(0, channels)
                .mapToObj(i -> new BenchChannel("bench-" + i, subscribers / channels))
                .toList();
    }

    /** The events of each publisher: on its own channels if there are enough, otherwise on a channel that it shares. */
    List<List<EventSequence>> newSequences(List<BenchChannel> channels, PublishRequests requests) {
        int ringSize = Math.clamp(MAX_REQUESTS / Math.max(channels.size(), publishers), MIN_RING_SIZE, MAX_RING_SIZE);
        List<List<EventSequence>> sequences = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            List<EventSequence> publisherSequences = new ArrayList<>();
            for (int c = i % channels.size(); c < channels.size(); c += publishers) {
                publisherSequences.add(channels.get(c).addSequence(requests, ringSize));
            }
            sequences.add(publisherSequences);
        }
        return sequences;
    }

    @Override
    public String toString() {
        return "%,d subscriber(s) on %,d channel(s), %,d B, %d publisher(s)"
                .formatted(subscribers, channels, payloadBytes, publishers);
    }
}
