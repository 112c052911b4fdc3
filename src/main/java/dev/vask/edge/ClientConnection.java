package dev.vask.edge;

import dev.vask.edge.ConnectionState.Admitting;
import dev.vask.edge.ConnectionState.Closed;
import dev.vask.edge.ConnectionState.Closing;
import dev.vask.edge.ConnectionState.Open;
import dev.vask.meters.AppMeter;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, from its upgrade to its end, in one {@link ConnectionState} at a time. The state decides which commands are
 * carried out and what is written. A client that reads too slowly is closed with 4100 (5.5). Use it only on the
 * event loop of the connection.
 */
public final class ClientConnection {

    /** Stands for the close code of a connection that the server did not close. */
    public static final int NOT_BY_SERVER = 0;

    /** Time that a client has to receive the close frame before the connection is cut. */
    public static final Duration CUT_AFTER = Duration.ofSeconds(5);

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final InboundLimiter limiter;
    private final CommandQueue commands = new CommandQueue();
    private final FrameLimits limits;
    private final int maxPendingBytes;
    private final TransportKind kind;
    private ConnectionState state = ConnectionState.NEW;

    /** Null from Closing on, which a delivery and each frame of the client thereby see without touching another object. */
    private @Nullable Transport transport;

    private @Nullable CloseCause closeCause;
    private AppMeter meter;
    private Function<@Nullable Session, CompletionStage<@Nullable Void>> release = session -> NOTHING;

    /**
     * Creates a connection that was just upgraded.
     *
     * @param limiter     holds what the client sends within its limits
     * @param transport writes to the client
     */
    public ClientConnection(InboundLimiter limiter, Transport transport, FrameLimits limits) {
        this.limiter = limiter;
        this.transport = transport;
        this.kind = transport.kind();
        this.limits = limits;
        this.maxPendingBytes = limits.outboundBytes();
        this.meter = limits.meter();
    }

    /** Whether the connection is neither closing nor closed: no close frame was sent or received. */
    public boolean isActive() {
        return transport != null;
    }

    /** How frames are or were written to the client. */
    TransportKind kind() {
        return kind;
    }

    // Admitting

    /**
     * Runs the admission, before all commands, unless the connection has ended.
     *
     * @param admission its stage never fails
     * @param release   releases all that the session holds when the connection has ended, null if it was not admitted; its stage never
     *                  fails
     */
    void admit(
            Supplier<CompletionStage<@Nullable Void>> admission,
            Function<@Nullable Session, CompletionStage<@Nullable Void>> release) {
        this.release = release;
        commands.then(admission);
    }

    /**
     * Opens the connection for commands and events.
     *
     * @throws IllegalStateException if it is not being admitted
     */
    void open(Session session) {
        if (!(state instanceof Admitting)) {
            throw new IllegalStateException("cannot open a connection that is " + state);
        }
        state = new Open(session);
    }

    /** Sets the app whose metrics count from here on. */
    void countFor(AppMeter meter) {
        this.meter = meter;
    }

    AppMeter meter() {
        return meter;
    }

    // What comes from the client

    /** Carries out a command of the client after the admission and the previous commands, if the connection is open then. */
    public void receive(String text) {
        if (isActive()) {
            commands.then(() -> carryOut(text));
        }
    }

    private CompletionStage<@Nullable Void> carryOut(String text) {
        return switch (state) {
            case Open(Session session) -> {
                meter.received(Json.utf8Length(text));
                yield session.handle(text).thenRun(limiter::handled);
            }
            case Admitting() -> NOTHING; // rejected, and about to be closed
            case Closing closing -> NOTHING;
            case Closed() -> NOTHING;
        };
    }

    /** The time of the last bytes from the client, in {@link System#nanoTime}. */
    long lastReceivedAt() {
        return limiter.lastReceivedAt();
    }

    // What goes to the client

    /** Sends an event. */
    void deliver(Frame frame) {
        if (send(frame)) {
            meter.delivered(frame.bytes().length);
        }
    }

    /** Sends a frame that is not an event. */
    void reply(Frame frame) {
        if (send(frame)) {
            meter.replied(frame.bytes().length);
        }
    }

    private boolean send(Frame frame) {
        Transport to = transport;
        if (to == null) {
            return false;
        }
        if (to.pendingBytes() > maxPendingBytes) {
            meter.slowReader();
            close(limits.tooSlow(to.pendingBytes()));
            return false;
        }
        to.send(frame);
        return true;
    }

    /** Bytes that were sent and that the network has not taken yet. */
    long pendingBytes() {
        Transport to = transport;
        return to == null ? 0 : to.pendingBytes();
    }

    /** The number of such bytes at which the connection is closed. */
    int maxPendingBytes() {
        return maxPendingBytes;
    }

    /** Sends a WebSocket ping. */
    void ping() {
        if (transport != null) {
            transport.ping();
        }
    }

    // Closing

    /** Closes the connection, and counts the limit that was reached. Does nothing if it is closing. */
    public void close(CloseCause cause) {
        Transport to = transport;
        if (to == null) {
            return;
        }
        beginClosing();
        closeCause = cause;
        if (cause.bound() != null) {
            limits.reached(cause.bound());
        }
        to.close(
                cause.code(),
                cause.reason()); // before the limiter passes on a close frame of the client, which would be answered
        stop(cause.code());
    }

    /** Closes the connection with a code of the protocol. */
    void close(ErrorCode code, String reason) {
        close(new CloseCause(null, code.code(), reason));
    }

    /**
     * Reports that the connection ends: a close frame was sent or received, or the network connection has ended. Does nothing if that is
     * known.
     *
     * @param code the close code of the server, or {@link #NOT_BY_SERVER}
     */
    public void end(int code) {
        if (isActive()) {
            beginClosing();
            closeCause = code == NOT_BY_SERVER ? null : new CloseCause(null, code, "");
            stop(code);
        }
    }

    /** Why the server closed the connection, null if it did not. */
    @Nullable
    CloseCause closeCause() {
        return closeCause;
    }

    private void beginClosing() {
        state = new Closing(session());
        transport = null;
    }

    private void stop(int code) {
        limiter.stop();
        if (code != NOT_BY_SERVER) {
            meter.closed(code);
        }
        commands.end(() -> release.apply(session()));
    }

    private @Nullable Session session() {
        return switch (state) {
            case Admitting() -> null;
            case Closed() -> null;
            case Open(Session session) -> session;
            case Closing closing -> closing.session();
        };
    }

    // Closed

    /**
     * Reports that the network connection has ended.
     *
     * @param closed called with the session when everything is released, if the connection was admitted
     */
    void disconnected(Consumer<Session> closed) {
        end(NOT_BY_SERVER);
        commands.whenDone(() -> {
            Session session = session();
            state = ConnectionState.END;
            if (session != null) {
                closed.accept(session);
            }
        });
    }
}
