package dev.vask.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a history. A step that its socket cannot take, such as leaving where it is not, is passed over. */
sealed interface Step {

    /** Subscribes; on a presence channel as that user, described by this socket. */
    record Subscribe(int socket, String channel, String user) implements Step {}

    record Unsubscribe(int socket, String channel) implements Step {}

    /** Signs in, or again if it is signed in as the same user. */
    record SignIn(int socket, String user, List<String> watchlist) implements Step {}

    /** Closes; the socket may be used again, as a new one. */
    record Disconnect(int socket) implements Step {}

    record Publish(List<String> channels, @Nullable Integer except) implements Step {}

    record Tell(String user) implements Step {}

    record Terminate(String user) implements Step {}
}
