package dev.vask.live.redis;

import dev.vask.traces.FanOutTrace;
import dev.vask.traces.Traces;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The traced publishes whose messages are coming in, at most one of each app: {@code lua/publish.lua} says so before the first of
 * them and after the last, and nothing else of the app comes between. Safe for use by several threads.
 */
final class TracedFanOuts {

    private final ConcurrentHashMap<String, FanOutTrace> byApp = new ConcurrentHashMap<>();
    private final Traces traces;

    TracedFanOuts(Traces traces) {
        this.traces = traces;
    }

    /** A line of that topic: the app, and in the next line the context of the trace, empty if it is over. */
    void hear(String line) {
        int end = line.indexOf('\n');
        String app = line.substring(0, end);
        String context = line.substring(end + 1);
        over(byApp.remove(app));
        FanOutTrace begun = context.isEmpty() ? null : traces.fanOut(context);
        if (begun != null) {
            byApp.put(app, begun);
        }
    }

    /** Which one the messages of an app belong to now, null if to none. */
    @Nullable
    FanOutTrace of(String app) {
        return byApp.get(app);
    }

    /** The inbox was cut: of what was coming in, no more will. */
    void cut() {
        byApp.keySet().forEach(app -> over(byApp.remove(app)));
    }

    private static void over(@Nullable FanOutTrace fanOut) {
        if (fanOut != null) {
            fanOut.close();
        }
    }
}
