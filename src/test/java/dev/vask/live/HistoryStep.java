package dev.vask.live;

import dev.vask.apps.HistorySettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a history. Steps that are impossible, like an unsubscribe without a subscription, are skipped. */
sealed interface HistoryStep {

    /**
     * Subscribes; on a presence channel as a user, with an info that names the connection.
     *
     * @param after where the subscription continues, null if it does not resume
     * @param stale whether the node does not know the last change of the app's settings, if that is possible
     */
    record Subscribe(
            int connection,
            String channel,
            String user,
            @Nullable After after,
            boolean stale) implements HistoryStep {}

    /** An id after which a subscription continues, or after which stored events are read. */
    sealed interface After {

        /** No id: the current position. */
        record Current() implements After {}

        /** One of the ids of the channel that the live state has given, the last one if it is 0. */
        record Known(int age) implements After {}

        /** One that the live state has not given. */
        enum Unknown implements After {
            MALFORMED,
            OF_ANOTHER_EPOCH,
            OF_THE_FUTURE
        }
    }

    record Unsubscribe(int connection, String channel) implements HistoryStep {}

    /** Signs in, also again as the same user. */
    record SignIn(int connection, String user, List<String> watchlist) implements HistoryStep {}

    /** Closes the connection and replaces it by a new one. */
    record Disconnect(int connection) implements HistoryStep {}

    /**
     * Publishes.
     *
     * @param except  the connection that does not receive the events, or null
     * @param padding how many characters more than needed the data has
     * @param key     an idempotency key, or null
     * @param stale   whether the node does not know the last change of the app's settings, if that is possible
     */
    record Publish(
            List<String> channels,
            @Nullable Integer except,
            int padding,
            @Nullable Key key,
            boolean stale) implements HistoryStep {}

    /** An idempotency key and the digest of the request. */
    record Key(String value, String digest) {}

    /** A client event of a subscribed connection. */
    record PublishFromClient(int connection, String channel) implements HistoryStep {}

    record PublishToUser(String user) implements HistoryStep {}

    /** Changes which events are stored. */
    record ChangeSettings(HistorySettings settings) implements HistoryStep {}

    /** Waits until all nodes know the settings of the app. */
    record AwaitPropagation() implements HistoryStep {}

    /**
     * Reads the stored events of a channel in pages.
     *
     * @param after only events after this, all if it is null
     */
    record ReadStored(String channel, @Nullable After after, boolean backward, int limit) implements HistoryStep {}

    record Terminate(String user) implements HistoryStep {}
}
