package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Quota;
import dev.vask.apps.SecretUses;
import dev.vask.guard.Visitor;
import dev.vask.live.LiveState;
import dev.vask.logs.About;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Accepts or rejects connections (5.1), passes their messages to sessions, and handles their end. */
@Singleton
class Door {

    private static final UserData.TypedKey<Visit> VISIT = new UserData.TypedKey<>("vask.visit");

    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final AppDirectory apps;
    private final SecretUses secrets;
    private final LiveState live;
    private final EdgeLoops loops;
    private final Sessions sessions;
    private final Drain drain;
    private final Meters meters;
    private final EdgeConfig config;
    private final SecureRandom random = new SecureRandom();

    Door(
            AppDirectory apps,
            SecretUses secrets,
            LiveState live,
            EdgeLoops loops,
            Sessions sessions,
            Drain drain,
            Meters meters,
            EdgeConfig config) {
        this.apps = apps;
        this.secrets = secrets;
        this.live = live;
        this.loops = loops;
        this.sessions = sessions;
        this.drain = drain;
        this.meters = meters;
        this.config = config;
    }

    /** Accepts an upgraded connection and greets it, or closes it with a close code. */
    void enter(WebSocketConnection connection, String appKey) {
        Visit visit = new Visit(this::release);
        connection.userData().put(VISIT, visit);
        visit.then(() -> enter(connection, appKey, visit));
    }

    /** Passes a message to the session of the connection. */
    void hear(WebSocketConnection connection, String text) {
        Visit visit = visit(connection);
        visit.then(() -> {
            Session session = visit.session();
            return session == null ? NOTHING : session.handle(text); // null if the connection was rejected and is being closed
        });
    }

    /** Handles the end of a connection. The session may have released its state before (5.1.9). */
    void leave(WebSocketConnection connection) {
        Visit visit = visit(connection);
        visit.end();
        visit.whenDone(() -> {
            Session session = visit.session();
            if (session != null) {
                sessions.remove(session);
            }
        });
    }

    private static Visit visit(WebSocketConnection connection) {
        return connection.userData().get(VISIT);
    }

    private CompletionStage<@Nullable Void> enter(WebSocketConnection connection, String appKey, Visit visit) {
        HandshakeRequest request = connection.handshakeRequest();
        Handshake handshake = Handshake.of(appKey, request.query(), request.header("Origin"));
        EdgeLoop loop = loops.of(currentLoop());
        ChannelHandlerContext beneath = connection.userData().get(UpgradeGate.CONNECTION);
        FrameHandler frames = beneath == null ? null : beneath.pipeline().get(FrameHandler.class);
        if (frames == null) {
            throw new IllegalStateException("the WebSocket has no frame handler");
        }
        Wire wire = wire(connection, beneath, loop);
        Link link = new Link(frames, wire, meters.ofNone(), config.outboundBytes(), visit::end);
        if (drain.hasBegun()) {
            refuse(handshake, link, new Handshake.Refusal(ErrorCode.OVER_CAPACITY, "This node is stopping."));
            return NOTHING;
        }
        if (connection.userData().get(UpgradeGate.REACHED) instanceof Bound reached) {
            refuse(handshake, link, overCapacity(reached));
            return NOTHING;
        }
        Visitor visitor = connection.userData().get(UpgradeGate.VISITOR);
        if (visitor.connects() instanceof Duration wait) {
            refuse(handshake, link, new Handshake.Refusal(
                    ErrorCode.OVER_CAPACITY,
                    "Too many connections from this address. Reconnect in %d s.".formatted(wait.toSeconds() + 1)));
            return NOTHING;
        }
        return loop.lane()
                .here(apps.find(appKey))
                .thenCompose(app -> admit(handshake, app.orElse(null), visit, loop, link, visitor))
                .exceptionally(failure -> {
                    LOG.debugf(failure, "Cannot accept a connection: app %s", appKey);
                    refuse(handshake, link, new Handshake.Refusal(
                            ErrorCode.OVER_CAPACITY, "The service cannot accept connections now. Reconnect later."));
                    return null;
                });
    }

    private CompletionStage<@Nullable Void> admit(
            Handshake handshake, @Nullable App app, Visit visit, EdgeLoop loop, Link link, Visitor visitor) {
        Handshake.Refusal refusal = handshake.refusal(app);
        if (app == null || refusal != null) {
            refuse(handshake, link, refusal);
            return NOTHING;
        }
        return loop.lane().here(live.connect(app)).thenApply(admitted -> {
            link.countFor(meters.of(app.key()));
            if (admitted) {
                begin(new Session(SocketId.random(random), app, loop, link, live, new Authorizer(secrets, visitor)), visit);
            } else {
                live.refused(app, Quota.MAX_CONNECTIONS);
                refuse(handshake, link, overQuota(app));
            }
            return null;
        });
    }

    private static Handshake.Refusal overCapacity(Bound reached) {
        return new Handshake.Refusal(
                ErrorCode.OVER_CAPACITY,
                reached == Bound.MEMORY
                        ? "This node is short of memory. Reconnect later."
                        : "This node is at its limit of connections. Reconnect later.");
    }

    private static Handshake.Refusal overQuota(App app) {
        return new Handshake.Refusal(
                ErrorCode.OVER_CONNECTION_QUOTA,
                "App %s is at its limit of %d connections.".formatted(app.key(), app.quotas().maxConnections()));
    }

    private void begin(Session session, Visit visit) {
        visit.admitted(session);
        sessions.add(session);
        session.established(Math.max(1, config.activityTimeout().toSeconds()));
        // The app may have changed between the look-up and the registration of this session for changes.
        apps.find(session.app().key())
                .thenAccept(now -> session.loop().lane().execute(() -> session.appChanged(now.orElse(null))));
    }

    private static void refuse(Handshake handshake, Link link, Handshake.@Nullable Refusal refusal) {
        if (refusal == null) {
            throw new IllegalStateException("rejected without a reason");
        }
        if (handshake.wantsErrorFrame()) {
            link.reply(Frame.of(new ServerMessage.Error(refusal.code(), refusal.reason())));
        }
        link.close(refusal.code(), refusal.reason());
    }

    private CompletionStage<@Nullable Void> release(@Nullable Session session) {
        if (session == null) {
            return NOTHING;
        }
        return session.closed().exceptionally(failure -> {
            String app = session.app().key();
            About.app(app).socket(session.id()).log(() ->
                    LOG.warnf("Cannot record a disconnection: app %s, socket %s: %s", app, session.id(), failure.getMessage()));
            return null;
        });
    }

    private Wire wire(WebSocketConnection connection, ChannelHandlerContext beneath, EdgeLoop loop) {
        Optional<? extends Wire> direct =
                config.directWrites() ? NettyWire.open(beneath, loop.flusher()) : Optional.empty();
        return direct.isPresent() ? direct.get() : new TextWire(connection, beneath.channel());
    }

    private static EventLoop currentLoop() {
        return ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
    }
}
