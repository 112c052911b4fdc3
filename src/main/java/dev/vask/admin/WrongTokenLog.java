package dev.vask.admin;

import dev.vask.limits.AdminClientAddress;
import dev.vask.logs.LogContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Logs wrong admin tokens with their client addresses, never the tokens, at most one line per second. */
final class WrongTokenLog {

    private static final Logger LOG = Logger.getLogger(WrongTokenLog.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - PAUSE);
    private final AtomicLong unlogged = new AtomicLong();

    /** Logs or counts a wrong token. */
    void sentBy(AdminClientAddress sender) {
        long now = System.nanoTime();
        long last = loggedAt.get();
        if (now - last < PAUSE || !loggedAt.compareAndSet(last, now)) {
            unlogged.incrementAndGet();
            return;
        }
        long others = unlogged.getAndSet(0);
        LogContext.address(sender.address())
                .log(() -> LOG.warnf(
                        "Wrong admin token from %s%s",
                        sender.address(),
                        others == 0 ? "" : "; %d more from any address since the last line".formatted(others)));
    }
}
