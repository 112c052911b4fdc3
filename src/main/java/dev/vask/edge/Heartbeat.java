package dev.vask.edge;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the sockets of one event loop (5.3.4): one timer for all of them, not one for each. A socket from which nothing
 * came for the activity timeout is pinged; if nothing comes within the pong timeout after that, it is closed with 4201.
 */
final class Heartbeat {

    private static final Duration COARSEST = Duration.ofSeconds(1);
    private static final int LOOKS_PER_TIMEOUT = 10;

    private final Set<Session> sessions = new HashSet<>();
    private final long activityTimeout;
    private final long pongTimeout;

    private Heartbeat(EdgeConfig config) {
        activityTimeout = config.activityTimeout().toNanos();
        pongTimeout = config.pongTimeout().toNanos();
    }

    static Heartbeat start(EventLoop loop, EdgeConfig config) {
        Heartbeat heartbeat = new Heartbeat(config);
        long shortest = Math.min(heartbeat.activityTimeout, heartbeat.pongTimeout);
        long pause = Math.min(COARSEST.toNanos(), Math.max(1, shortest / LOOKS_PER_TIMEOUT));
        loop.scheduleWithFixedDelay(heartbeat::look, pause, pause, TimeUnit.NANOSECONDS);
        return heartbeat;
    }

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    private void look() {
        long now = System.nanoTime();
        List<Session> silent = sessions.stream()
                .filter(session -> now - session.heardAt() >= activityTimeout)
                .toList();
        for (Session session : silent) {
            if (!session.isPinged()) {
                session.ping(now);
            } else if (now - session.pingedAt() >= pongTimeout) {
                session.pongTimedOut();
            }
        }
    }
}
