package dev.vask.live.redis.membership;

import dev.vask.traces.FanOutTrace;
import dev.vask.traces.Traces;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The traced publishes whose messages are arriving, at most one of each app: {@code lua/publish.lua} sends the context before their
 * messages and an empty one after them, and no other messages of the app in between. Thread-safe.
 */
final class FanOutTraces {

    private final ConcurrentHashMap<String, FanOutTrace> byApp = new ConcurrentHashMap<>();
    private final Traces traces;

    FanOutTraces(Traces traces) {
        this.traces = traces;
    }

    /** Receives a message of the traces topic: the app, and in the next line the context of the trace, empty at its end. */
    void receive(String message) {
        int end = message.indexOf('\n');
        String app = message.substring(0, end);
        String context = message.substring(end + 1);
        close(byApp.remove(app));
        if (!context.isEmpty()) {
            byApp.put(app, traces.fanOut(context));
        }
    }

    /** The trace of the app's current messages, {@link FanOutTrace#NONE} if they are not traced. */
    FanOutTrace of(String app) {
        return byApp.getOrDefault(app, FanOutTrace.NONE);
    }

    /** The connection is lost: no more messages of the current traces arrive. */
    void disconnect() {
        byApp.keySet().forEach(app -> close(byApp.remove(app)));
    }

    private static void close(@Nullable FanOutTrace fanOut) {
        if (fanOut != null) {
            fanOut.close();
        }
    }
}
