package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.channels.Connection;
import dev.vask.live.Disconnection;
import dev.vask.live.LiveState;
import dev.vask.meters.AppMeter;
import dev.vask.meters.Bound;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandReader;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection of an app. Passes each command to the class with its rules. Runs on one event loop. */
final class Session implements Connection {

    private static final String NOT_AUTHORIZED = "Connection not authorized within timeout";

    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    /** The maximum number of subscriptions that have begun and are not answered. */
    private static final int MAX_UNDER_WAY = 50;

    private final SocketId id;
    private final int protocol;
    private final LoopContext loop;
    private final ClientConnection connection;
    private final Subscriptions subscriptions;
    private final UserSignIn login;
    private final ClientEventPublisher clientEvents;
    private final LiveState live;
    private final SessionFeed feed;
    private final ConnectionAuthorization authorization = new ConnectionAuthorization();
    private App app;
    private CompletionStage<@Nullable Void> subscribing = DONE; // the last subscription, complete after all before it
    private int underWay;
    private long pingedAt;
    private long expiresAt;

    Session(
            SocketId id,
            int protocol,
            App app,
            LoopContext loop,
            ClientConnection connection,
            LiveState live,
            SubscriptionAuthorizer authorizer,
            SessionFeed feed) {
        this.id = id;
        this.protocol = protocol;
        this.app = app;
        this.loop = loop;
        this.connection = connection;
        this.live = live;
        this.feed = feed;
        this.login = new UserSignIn(this, live, authorizer);
        this.subscriptions = new Subscriptions(this, login, live, authorizer);
        this.clientEvents = new ClientEventPublisher(this, subscriptions, live);
    }

    @Override
    public SocketId id() {
        return id;
    }

    /** Whether the client knows ids of events and can resume subscriptions: from protocol 8 on. */
    boolean knowsRecovery() {
        return protocol >= ProtocolLimits.RECOVERY_PROTOCOL;
    }

    /** The current settings of the app. */
    App app() {
        return app;
    }

    AppMeter meter() {
        return connection.meter();
    }

    /** The live feed of the app. */
    SessionFeed feed() {
        return feed;
    }

    ConnectionAuthorization authorization() {
        return authorization;
    }

    LoopContext loop() {
        return loop;
    }

    void established(long activityTimeoutSeconds) {
        connection.open(this);
        loop.heartbeat().add(this);
        meter().connected();
        send(new ServerMessage.ConnectionEstablished(id, activityTimeoutSeconds, protocol));
    }

    /**
     * Handles one text frame. The stage is complete when the next frame may come, and never fails. Subscriptions may begin while others are
     * under way; everything is answered in order.
     */
    CompletionStage<@Nullable Void> handle(String text) {
        ClientCommand command;
        try {
            command = CommandReader.read(text);
        } catch (RuntimeException e) {
            return afterSubscribing(() -> answered(text, CompletableFuture.failedFuture(e)));
        }
        return switch (command) {
            case ClientCommand.Subscribe it -> subscribe(it, text);
            case ClientCommand.Unsubscribe it -> inOrder(text, () -> subscriptions.unsubscribe(it));
            case ClientCommand.SignIn it -> inOrder(text, () -> login.signIn(it));
            case ClientCommand.ClientEvent it -> inOrder(text, () -> clientEvents.publish(it));
            case ClientCommand.Ping() -> inOrder(text, this::pong);
            case ClientCommand.Pong() -> inOrder(text, () -> DONE);
        };
    }

    private CompletionStage<@Nullable Void> inOrder(String text, Supplier<CompletionStage<@Nullable Void>> command) {
        return afterSubscribing(() -> answered(text, begin(command)));
    }

    private CompletionStage<@Nullable Void> pong() {
        send(new ServerMessage.Pong());
        return DONE;
    }

    private CompletionStage<@Nullable Void> subscribe(ClientCommand.Subscribe command, String text) {
        CompletionStage<Runnable> begun = begin(() -> subscriptions.subscribe(command));
        CompletionStage<@Nullable Void> answered =
                answered(text, afterSubscribing(() -> begun.thenAccept(Runnable::run)));
        subscribing = answered;
        if (isDone(answered)) {
            return DONE;
        }
        underWay++;
        answered.thenRun(() -> underWay--);
        return underWay < MAX_UNDER_WAY ? DONE : answered;
    }

    private static <T extends @Nullable Object> CompletionStage<T> begin(Supplier<CompletionStage<T>> command) {
        try {
            return command.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<@Nullable Void> afterSubscribing(Supplier<CompletionStage<@Nullable Void>> next) {
        return isDone(subscribing) ? next.get() : subscribing.thenCompose(done -> next.get());
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private CompletionStage<@Nullable Void> answered(String text, CompletionStage<@Nullable Void> result) {
        return loop.lane().onLoop(result).handle((done, failure) -> {
            if (failure != null) {
                CommandRejectedException rejection = CommandErrors.of(failure, this, text);
                reject(rejection);
                feed.rejected(this, text, rejection);
            }
            return null;
        });
    }

    private void reject(CommandRejectedException rejection) {
        meter().commandRejected(rejection.code());
        send(rejection.toMessage());
    }

    /** Counts a rejection because of an app's quota. */
    void quotaExceeded(Quota quota) {
        live.countRejection(app, quota);
    }

    /** Applies a change of the app; null if it was deleted. */
    void appChanged(@Nullable App now) {
        if (now == null) {
            close(ErrorCode.APP_NOT_FOUND, "App %s was deleted.".formatted(app.key()));
        } else if (!now.enabled()) {
            close(ErrorCode.APP_DISABLED, "App %s is disabled.".formatted(app.key()));
        } else {
            app = now;
        }
    }

    /** Asks the client to reconnect, possibly to another node. */
    void requestReconnect() {
        close(ErrorCode.RECONNECT, "Please reconnect.");
    }

    void send(ServerMessage message) {
        reply(Frame.of(message));
    }

    /** Sends a frame that is not a new event. */
    void reply(Frame frame) {
        connection.reply(knowsRecovery() ? frame.identified() : frame);
    }

    @Override
    public void send(Frame frame) {
        connection.deliver(knowsRecovery() ? frame.identified() : frame);
    }

    /** Bytes that the client has not yet received. */
    long pendingBytes() {
        return connection.pendingBytes();
    }

    /** Maximum of these bytes after missed events were sent: the other half is for new ones. */
    long replayBytes() {
        return connection.maxPendingBytes() / 2;
    }

    @Override
    public void close(ErrorCode code, String reason) {
        connection.close(code, reason);
    }

    /** Releases everything that the connection holds, after its end. */
    CompletionStage<@Nullable Void> closed() {
        loop.heartbeat().remove(this);
        meter().disconnected();
        return afterSubscribing(this::release);
    }

    private CompletionStage<@Nullable Void> release() {
        Disconnection held = new Disconnection(subscriptions.leaveAll(), login.user(), login.leave());
        feed.closed(this, connection.closeCause(), held.user());
        return live.disconnect(app, held);
    }

    long lastReceivedAt() {
        return connection.lastReceivedAt();
    }

    /** Whether it was pinged and has sent nothing since. */
    boolean isPinged() {
        return pingedAt != 0 && pingedAt - lastReceivedAt() > 0;
    }

    /** Sets when it reaches its maximum age, in {@link System#nanoTime}. */
    void setExpiry(long when) {
        expiresAt = when;
    }

    long expiresAt() {
        return expiresAt;
    }

    long pingedAt() {
        return pingedAt;
    }

    void ping(long now) {
        pingedAt = now;
        send(new ServerMessage.Ping());
        connection.ping();
    }

    /** Whether the app demands that the connection is authorized, and its time for that is over. */
    boolean lacksAuthorization(long now) {
        return app.access().authorizedConnections() && authorization.isOverdue(now);
    }

    void authorizationTimedOut() {
        send(new ServerMessage.Error(ErrorCode.UNAUTHORIZED, NOT_AUTHORIZED));
        connection.close(new CloseCause(Bound.AUTHORIZATION_TIME, ErrorCode.UNAUTHORIZED.code(), NOT_AUTHORIZED));
    }

    void pongTimedOut() {
        close(ErrorCode.PONG_TIMEOUT, "No pong received.");
    }
}
