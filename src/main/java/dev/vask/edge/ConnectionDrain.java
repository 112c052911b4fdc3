package dev.vask.edge;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Drains the connections of a stopping node: rejects new connections, and closes the open ones with 4200, spread over
 * {@code vask.edge.drain}, so that the clients do not all reconnect at once.
 */
@Singleton
public class ConnectionDrain {

    private static final Logger LOG = Logger.getLogger(ConnectionDrain.class);

    private final SessionRegistry sessions;
    private final EdgeConfig config;
    private volatile boolean begun;

    ConnectionDrain(SessionRegistry sessions, EdgeConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /** Whether the drain has started. */
    boolean hasBegun() {
        return begun;
    }

    /** Blocks until the connections are closed or the time is over. */
    public void run() throws InterruptedException, ExecutionException {
        begun = true;
        List<Session> all = sessions.all();
        long pause = all.isEmpty() ? 0 : config.drain().toNanos() / all.size();
        for (int i = 0; i < all.size(); i++) {
            Session session = all.get(i);
            session.loop().timer().schedule(session::requestReconnect, i * pause, TimeUnit.NANOSECONDS);
        }
        Duration timeout = config.drain().plus(ClientConnection.CUT_AFTER);
        try {
            sessions.whenEmpty().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("%d connections did not close within %s", sessions.all().size(), timeout);
        }
    }
}
