package dev.vask.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a history. Steps that are impossible, like an unsubscribe without a subscription, are skipped. */
sealed interface HistoryStep {

    /** Subscribes; on a presence channel as a user, with an info that names the connection. */
    record Subscribe(int connection, String channel, String user) implements HistoryStep {}

    record Unsubscribe(int connection, String channel) implements HistoryStep {}

    /** Signs in, also again as the same user. */
    record SignIn(int connection, String user, List<String> watchlist) implements HistoryStep {}

    /** Closes the connection and replaces it by a new one. */
    record Disconnect(int connection) implements HistoryStep {}

    record Publish(List<String> channels, @Nullable Integer except) implements HistoryStep {}

    record PublishToUser(String user) implements HistoryStep {}

    record Terminate(String user) implements HistoryStep {}
}
