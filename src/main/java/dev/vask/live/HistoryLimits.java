package dev.vask.live;

/**
 * The limits of the histories of one app, whatever its settings are.
 *
 * @param appBytes    maximum size of all stored events; above it, the channels that were published to least recently lose theirs
 * @param channels    maximum number of channels whose last event is known; a client that last received an event of a forgotten channel
 *                    cannot resume
 * @param replayBytes maximum bytes that are replayed to a connection at once
 */
public record HistoryLimits(long appBytes, int channels, int replayBytes) {

    public HistoryLimits {
        if (appBytes < 1 || channels < 1 || replayBytes < 1) {
            throw new IllegalArgumentException("Invalid limits of the history: vask.history.app-bytes,"
                    + " vask.history.channels and vask.history.replay-bytes must be at least 1.");
        }
    }
}
