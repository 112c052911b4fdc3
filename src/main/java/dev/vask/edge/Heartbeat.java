package dev.vask.edge;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends pings for the connections of one event loop (5.3.4), with one timer for all of them. A connection that is idle for the
 * activity timeout gets a {@code pusher:ping} and a WebSocket ping. If no bytes arrive within the pong timeout, it is closed with
 * 4201. A connection that reaches its maximum age is closed with 4200.
 */
final class Heartbeat {

    private static final Duration COARSEST = Duration.ofSeconds(1);
    private static final int LOOKS_PER_TIMEOUT = 10;
    private static final int SHARE_OF_AGE_THAT_IS_CHANCE = 10;
    private static final long ANY_AGE = Duration.ofDays(36_500).toNanos();

    private final Set<Session> sessions = new HashSet<>();
    private final long activityTimeout;
    private final long pongTimeout;
    private final long longestAge;

    private Heartbeat(EdgeConfig config) {
        activityTimeout = config.activityTimeout().toNanos();
        pongTimeout = config.pongTimeout().toNanos();
        longestAge = config.maxConnectionAge().map(Duration::toNanos).orElse(ANY_AGE);
    }

    static Heartbeat start(EventLoop loop, EdgeConfig config) {
        Heartbeat heartbeat = new Heartbeat(config);
        long shortest = Math.min(heartbeat.longestAge, Math.min(heartbeat.activityTimeout, heartbeat.pongTimeout));
        long pause = Math.min(COARSEST.toNanos(), Math.max(1, shortest / LOOKS_PER_TIMEOUT));
        loop.scheduleWithFixedDelay(heartbeat::look, pause, pause, TimeUnit.NANOSECONDS);
        return heartbeat;
    }

    void add(Session session) {
        session.endBy(System.nanoTime() + age());
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** The maximum age of one connection, with a random part so that connections of the same age do not end at the same time. */
    private long age() {
        return longestAge - ThreadLocalRandom.current().nextLong(longestAge / SHARE_OF_AGE_THAT_IS_CHANCE + 1);
    }

    private void look() {
        long now = System.nanoTime();
        sessions.stream().filter(session -> now - session.endsAt() >= 0).toList().forEach(Session::sendElsewhere);
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
