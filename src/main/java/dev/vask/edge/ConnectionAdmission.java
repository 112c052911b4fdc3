package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Quota;
import dev.vask.apps.SecretLastUsed;
import dev.vask.live.Disconnection;
import dev.vask.live.LiveState;
import dev.vask.logs.LogContext;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Accepts or rejects connections (5.1), and handles their end. */
@Singleton
public class ConnectionAdmission {

    private static final Logger LOG = Logger.getLogger(ConnectionAdmission.class);
    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);
    private static final Disconnection NOTHING_HELD = new Disconnection(List.of(), null, List.of());

    private final AppDirectory apps;
    private final SecretLastUsed secrets;
    private final LiveState live;
    private final LoopContexts loops;
    private final SessionRegistry sessions;
    private final ConnectionDrain drain;
    private final Meters meters;
    private final TransportGauge transports;
    private final EdgeConfig config;
    private final SessionFeed feed;
    private final SecureRandom random = new SecureRandom();

    ConnectionAdmission(
            AppDirectory apps,
            SecretLastUsed secrets,
            LiveState live,
            LoopContexts loops,
            SessionRegistry sessions,
            ConnectionDrain drain,
            Meters meters,
            TransportGauge transports,
            EdgeConfig config,
            SessionFeed feed) {
        this.apps = apps;
        this.secrets = secrets;
        this.live = live;
        this.loops = loops;
        this.sessions = sessions;
        this.drain = drain;
        this.meters = meters;
        this.transports = transports;
        this.config = config;
        this.feed = feed;
    }

    /**
     * Accepts an upgraded connection and greets it, or closes it with a close code.
     *
     * @param loop   the event loop of the connection
     * @param direct whether the request was handled before the router
     */
    public void enter(
            ClientConnection connection, UpgradedClient client, ScheduledExecutorService loop, boolean direct) {
        meters.upgraded(direct);
        transports.opened(connection.kind());
        connection.admit(() -> admit(connection, client, loops.of(loop)), this::release);
    }

    /** Closes an upgraded connection that does not reach an app. */
    void reject(ClientConnection connection, ErrorCode code, String reason) {
        meters.upgraded(false);
        transports.opened(connection.kind());
        connection.close(code, reason);
    }

    /** Handles the end of a connection that has entered or was rejected. Its session may have released its state before (5.1.9). */
    public void leave(ClientConnection connection) {
        transports.closed(connection.kind());
        connection.disconnected(sessions::remove);
    }

    private CompletionStage<@Nullable Void> admit(
            ClientConnection connection, UpgradedClient client, LoopContext loop) {
        Handshake handshake = client.handshake();
        if (drain.hasBegun()) {
            reject(handshake, connection, new Handshake.Rejection(ErrorCode.OVER_CAPACITY, "This node is stopping."));
            return NOTHING;
        }
        if (client.reached() instanceof Bound reached) {
            reject(handshake, connection, overCapacity(reached));
            return NOTHING;
        }
        if (client.limits().countConnection() instanceof Duration wait) {
            reject(
                    handshake,
                    connection,
                    new Handshake.Rejection(
                            ErrorCode.OVER_CAPACITY,
                            "Too many connections from this address. Reconnect in %d s."
                                    .formatted(wait.toSeconds() + 1)));
            return NOTHING;
        }
        return loop.lane()
                .onLoop(apps.find(client.appKey()))
                .thenCompose(app -> admit(connection, client, handshake, app.orElse(null), loop))
                .exceptionally(failure -> {
                    LOG.debugf(failure, "Cannot accept a connection: app %s", client.appKey());
                    reject(
                            handshake,
                            connection,
                            new Handshake.Rejection(
                                    ErrorCode.OVER_CAPACITY,
                                    "The service cannot accept connections now. Reconnect later."));
                    return null;
                });
    }

    private CompletionStage<@Nullable Void> admit(
            ClientConnection connection,
            UpgradedClient client,
            Handshake handshake,
            @Nullable App app,
            LoopContext loop) {
        Handshake.Rejection rejection = handshake.rejection(app);
        if (app == null || rejection != null) {
            reject(handshake, connection, rejection);
            if (app != null && rejection != null) {
                feed.rejected(app, rejection, client);
            }
            return NOTHING;
        }
        return loop.lane().onLoop(live.connect(app)).thenCompose(admitted -> {
            connection.countFor(meters.of(app.key()));
            if (!admitted) {
                live.countRejection(app, Quota.MAX_CONNECTIONS);
                reject(handshake, connection, overQuota(app));
                feed.rejected(app, overQuota(app), client);
            } else if (connection.isActive()) {
                Session session = new Session(
                        SocketId.random(random),
                        handshake.acceptedProtocol(),
                        app,
                        loop,
                        connection,
                        live,
                        new SubscriptionAuthorizer(secrets, client.limits()),
                        feed);
                begin(session);
                feed.opened(session, client);
            } else {
                return live.disconnect(app, NOTHING_HELD).thenApply(done -> null); // it has ended meanwhile
            }
            return NOTHING;
        });
    }

    private static Handshake.Rejection overCapacity(Bound reached) {
        return new Handshake.Rejection(
                ErrorCode.OVER_CAPACITY,
                reached == Bound.MEMORY
                        ? "This node is short of memory. Reconnect later."
                        : "This node is at its limit of connections. Reconnect later.");
    }

    private static Handshake.Rejection overQuota(App app) {
        return new Handshake.Rejection(
                ErrorCode.OVER_CONNECTION_QUOTA,
                "App %s is at its limit of %d connections."
                        .formatted(app.key(), app.quotas().get(Quota.MAX_CONNECTIONS)));
    }

    private void begin(Session session) {
        sessions.add(session);
        session.established(Math.max(1, config.activityTimeout().toSeconds()));
        // The app may have changed between the look-up and the registration of this session for changes.
        apps.find(session.app().key())
                .thenAccept(now -> session.loop().lane().execute(() -> session.appChanged(now.orElse(null))));
    }

    private static void reject(
            Handshake handshake, ClientConnection connection, Handshake.@Nullable Rejection rejection) {
        if (rejection == null) {
            throw new IllegalStateException("rejected without a reason");
        }
        if (handshake.wantsErrorFrame()) {
            connection.reply(Frame.of(new ServerMessage.Error(rejection.code(), rejection.reason())));
        }
        connection.close(rejection.code(), rejection.reason());
    }

    private CompletionStage<@Nullable Void> release(@Nullable Session session) {
        if (session == null) {
            return NOTHING;
        }
        return session.closed().exceptionally(failure -> {
            String app = session.app().key();
            LogContext.app(app)
                    .socket(session.id())
                    .log(() -> LOG.warnf(
                            "Cannot record a disconnection: app %s, socket %s: %s",
                            app, session.id(), failure.getMessage()));
            return null;
        });
    }
}
