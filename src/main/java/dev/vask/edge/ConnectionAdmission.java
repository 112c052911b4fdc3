package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Quota;
import dev.vask.apps.SecretLastUsed;
import dev.vask.limits.ClientAddress;
import dev.vask.live.LiveState;
import dev.vask.logs.LogContext;
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
class ConnectionAdmission {

    private static final UserData.TypedKey<CommandQueue> QUEUE = new UserData.TypedKey<>("vask.visit");

    private static final Logger LOG = Logger.getLogger(ConnectionAdmission.class);
    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final AppDirectory apps;
    private final SecretLastUsed secrets;
    private final LiveState live;
    private final LoopContexts loops;
    private final SessionRegistry sessions;
    private final ConnectionDrain drain;
    private final Meters meters;
    private final EdgeConfig config;
    private final SecureRandom random = new SecureRandom();

    ConnectionAdmission(
            AppDirectory apps,
            SecretLastUsed secrets,
            LiveState live,
            LoopContexts loops,
            SessionRegistry sessions,
            ConnectionDrain drain,
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
        CommandQueue queue = new CommandQueue(this::release);
        connection.userData().put(QUEUE, queue);
        queue.then(() -> enter(connection, appKey, queue));
    }

    /** Passes a message to the session of the connection. */
    void hear(WebSocketConnection connection, String text) {
        CommandQueue queue = queue(connection);
        queue.then(() -> {
            Session session = queue.session();
            return session == null
                    ? NOTHING
                    : session.handle(text); // null if the connection was rejected and is being closed
        });
    }

    /** Handles the end of a connection. The session may have released its state before (5.1.9). */
    void leave(WebSocketConnection connection) {
        CommandQueue queue = queue(connection);
        queue.end();
        queue.whenDone(() -> {
            Session session = queue.session();
            if (session != null) {
                sessions.remove(session);
            }
        });
    }

    private static CommandQueue queue(WebSocketConnection connection) {
        return connection.userData().get(QUEUE);
    }

    private CompletionStage<@Nullable Void> enter(WebSocketConnection connection, String appKey, CommandQueue queue) {
        HandshakeRequest request = connection.handshakeRequest();
        Handshake handshake = Handshake.of(appKey, request.query(), request.header("Origin"));
        LoopContext loop = loops.of(currentLoop());
        ChannelHandlerContext beneath = connection.userData().get(UpgradeHandler.CONNECTION);
        FrameHandler frames = beneath == null ? null : beneath.pipeline().get(FrameHandler.class);
        if (frames == null) {
            throw new IllegalStateException("the WebSocket has no frame handler");
        }
        Transport transport = transport(connection, beneath, loop);
        OutboundQueue outbound =
                new OutboundQueue(frames, transport, meters.ofNone(), config.outboundBytes(), queue::end);
        if (drain.hasBegun()) {
            refuse(handshake, outbound, new Handshake.Refusal(ErrorCode.OVER_CAPACITY, "This node is stopping."));
            return NOTHING;
        }
        if (connection.userData().get(UpgradeHandler.REACHED) instanceof Bound reached) {
            refuse(handshake, outbound, overCapacity(reached));
            return NOTHING;
        }
        ClientAddress clientAddress = connection.userData().get(UpgradeHandler.CLIENT_ADDRESS);
        if (clientAddress.countConnection() instanceof Duration wait) {
            refuse(
                    handshake,
                    outbound,
                    new Handshake.Refusal(
                            ErrorCode.OVER_CAPACITY,
                            "Too many connections from this address. Reconnect in %d s."
                                    .formatted(wait.toSeconds() + 1)));
            return NOTHING;
        }
        return loop.lane()
                .here(apps.find(appKey))
                .thenCompose(app -> admit(handshake, app.orElse(null), queue, loop, outbound, clientAddress))
                .exceptionally(failure -> {
                    LOG.debugf(failure, "Cannot accept a connection: app %s", appKey);
                    refuse(
                            handshake,
                            outbound,
                            new Handshake.Refusal(
                                    ErrorCode.OVER_CAPACITY,
                                    "The service cannot accept connections now. Reconnect later."));
                    return null;
                });
    }

    private CompletionStage<@Nullable Void> admit(
            Handshake handshake,
            @Nullable App app,
            CommandQueue queue,
            LoopContext loop,
            OutboundQueue outbound,
            ClientAddress clientAddress) {
        Handshake.Refusal refusal = handshake.refusal(app);
        if (app == null || refusal != null) {
            refuse(handshake, outbound, refusal);
            return NOTHING;
        }
        return loop.lane().here(live.connect(app)).thenApply(admitted -> {
            outbound.countFor(meters.of(app.key()));
            if (admitted) {
                begin(
                        new Session(
                                SocketId.random(random),
                                app,
                                loop,
                                outbound,
                                live,
                                new SubscriptionAuthorizer(secrets, clientAddress)),
                        queue);
            } else {
                live.refused(app, Quota.MAX_CONNECTIONS);
                refuse(handshake, outbound, overQuota(app));
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
                "App %s is at its limit of %d connections."
                        .formatted(app.key(), app.quotas().get(Quota.MAX_CONNECTIONS)));
    }

    private void begin(Session session, CommandQueue queue) {
        queue.admitted(session);
        sessions.add(session);
        session.established(Math.max(1, config.activityTimeout().toSeconds()));
        // The app may have changed between the look-up and the registration of this session for changes.
        apps.find(session.app().key())
                .thenAccept(now -> session.loop().lane().execute(() -> session.appChanged(now.orElse(null))));
    }

    private static void refuse(Handshake handshake, OutboundQueue outbound, Handshake.@Nullable Refusal refusal) {
        if (refusal == null) {
            throw new IllegalStateException("rejected without a reason");
        }
        if (handshake.wantsErrorFrame()) {
            outbound.reply(Frame.of(new ServerMessage.Error(refusal.code(), refusal.reason())));
        }
        outbound.close(refusal.code(), refusal.reason());
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

    private Transport transport(WebSocketConnection connection, ChannelHandlerContext beneath, LoopContext loop) {
        Optional<? extends Transport> direct =
                config.directWrites() ? NettyTransport.open(beneath, loop.flusher()) : Optional.empty();
        return direct.isPresent() ? direct.get() : new WebSocketsNextTransport(connection, beneath.channel());
    }

    private static EventLoop currentLoop() {
        return ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
    }
}
