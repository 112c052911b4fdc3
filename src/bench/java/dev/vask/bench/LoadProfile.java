package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How large a load is.
 *
 * @param subscribers    each subscribed to one channel
 * @param channels   over which sockets and publishers are spread evenly
 * @param publishers with one keep-alive connection each
 * @param payloadBytes    bytes of each event's data
 */
record LoadProfile(int subscribers, int channels, int publishers, int payloadBytes) {

    private static final int MAX_REQUESTS = 16_384;
    private static final int MIN_RING_SIZE = 16;
    private static final int MAX_RING_SIZE = 1_024;

    LoadProfile {
        if (subscribers % channels != 0) {
            throw new BenchException(
                    "SOCKETS=%d cannot be spread evenly over CHANNELS=%d".formatted(subscribers, channels));
        }
        if (payloadBytes < EventId.LENGTH) {
            throw new BenchException(
                    "PAYLOAD must be at least %d bytes, not %d".formatted(EventId.LENGTH, payloadBytes));
        }
    }

    /** This shape, with what the settings say otherwise. */
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

    /** For each publisher what it says: on channels of its own, if there are enough, else on one that it shares. */
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
        return "%,d socket(s) on %,d channel(s), %,d B, %d publisher(s)"
                .formatted(subscribers, channels, payloadBytes, publishers);
    }
}
