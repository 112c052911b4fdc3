package dev.vask.live;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import java.util.concurrent.CompletionStage;

/** Reads the histories of channels for an operator, by the rules of the HTTP API. */
@FunctionalInterface
public interface HistoryReading {

    /**
     * Reads a page of the events of a channel.
     *
     * @return the JSON of the response of the HTTP API; fails with the exception of a rejected request
     */
    CompletionStage<byte[]> read(App app, ChannelName channel, Parameters parameters);

    /**
     * The query parameters of the request, each empty if it is absent.
     *
     * @param limit     the maximum number of events
     * @param direction {@code forward} or {@code backward}
     * @param afterId   only events after the one with this id
     * @param cursor    the {@code next_cursor} of the previous page
     */
    record Parameters(String limit, String direction, String afterId, String cursor) {}
}
