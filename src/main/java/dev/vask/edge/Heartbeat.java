package dev.vask.edge;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Sends pings for the connections of one event loop (5.3.4), with one timer for all of them. A connection that is idle for the
 * activity timeout gets a {@code pusher:ping} and a WebSocket ping. If no bytes arrive within the pong timeout, it is closed with
 * 4201. A connection that reaches its maximum age is closed with 4200, and one that its app requires to be authorized, and is not in time,
 * with 4009.
 */
final class Heartbeat {

    private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
    private static final int CHECKS_PER_TIMEOUT = 10;
    private static final int AGE_JITTER_DIVISOR = 10;
    private static final long UNLIMITED_AGE = Duration.ofDays(36_500).toNanos();

    private final Set<Session> sessions = new HashSet<>();
    private final long activityTimeout;
    private final long pongTimeout;
    private final long authorizationTimeout;
    private final long maxAge;

    private Heartbeat(EdgeConfig config) {
        activityTimeout = config.activityTimeout().toNanos();
        pongTimeout = config.pongTimeout().toNanos();
        authorizationTimeout = config.authorizationTimeout().toNanos();
        maxAge = config.maxConnectionAge().map(Duration::toNanos).orElse(UNLIMITED_AGE);
    }

    static Heartbeat start(ScheduledExecutorService loop, EdgeConfig config) {
        Heartbeat heartbeat = new Heartbeat(config);
        long minTimeout = LongStream.of(
                        heartbeat.maxAge,
                        heartbeat.activityTimeout,
                        heartbeat.pongTimeout,
                        heartbeat.authorizationTimeout)
                .min()
                .orElseThrow();
        long pause = Math.min(MAX_INTERVAL.toNanos(), Math.max(1, minTimeout / CHECKS_PER_TIMEOUT));
        loop.scheduleWithFixedDelay(heartbeat::check, pause, pause, TimeUnit.NANOSECONDS);
        return heartbeat;
    }

    void add(Session session) {
        long now = System.nanoTime();
        session.setExpiry(now + age());
        session.authorization().setDeadline(now + authorizationTimeout);
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** The maximum age of one connection, with a random part so that connections of the same age do not end at the same time. */
    private long age() {
        return maxAge - ThreadLocalRandom.current().nextLong(maxAge / AGE_JITTER_DIVISOR + 1);
    }

    private void check() {
        long now = System.nanoTime();
        sessions.stream()
                .filter(session -> now - session.expiresAt() >= 0)
                .toList()
                .forEach(Session::requestReconnect);
        sessions.stream()
                .filter(session -> session.lacksAuthorization(now))
                .toList()
                .forEach(Session::authorizationTimedOut);
        List<Session> silent = sessions.stream()
                .filter(session -> now - session.lastReceivedAt() >= activityTimeout)
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
