package dev.vask.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.Quotas;
import dev.vask.channels.Hub;
import dev.vask.live.Event;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.Publication;
import dev.vask.live.Topic;
import dev.vask.live.memory.MemoryLiveState;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Secret;
import dev.vask.protocol.SocketId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The states of a connection, with the real live state: which commands are carried out and what is sent in each state. */
class ClientConnectionTest {

    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final App app = new App(
            "app",
            "app",
            true,
            true,
            false,
            List.of(),
            Quotas.DEFAULTS,
            List.of(AppSecret.of(new Secret("not-a-secret-at-all"))));
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final EdgeFixture edge = EdgeFixture.with(Map.of());
    private final Hub hub = new Hub();
    private final MemoryLiveState live = new MemoryLiveState(
            hub, Duration.ZERO, LiveStateFixture.LIMITS, InstantSource.system(), (interval, task) -> () -> {});
    private final FakeTransport client = new FakeTransport();
    private final ClientConnection connection = new ClientConnection(new FakeLimiter(), client, edge.limits());
    private final List<@Nullable Session> released = new ArrayList<>();

    private CompletionStage<@Nullable Void> release(@Nullable Session session) {
        released.add(session);
        return session == null ? DONE : session.closed().thenApply(done -> null);
    }

    private Session admitted() {
        LoopContexts loops = new LoopContexts(hub, edge.config());
        Session session = new Session(
                SocketId.random(new SecureRandom()),
                7,
                app,
                loops.of(loop.eventLoop()),
                connection,
                live,
                new SubscriptionAuthorizer(new NoSecretLastUsed(), NoSecretLastUsed.anybody(edge.meters())),
                edge.feed());
        connection.admit(
                () -> {
                    session.established(120);
                    return DONE;
                },
                this::release);
        return session;
    }

    private void subscribe(String channel) {
        connection.receive("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}".formatted(channel));
    }

    private boolean isOccupied(String channel) {
        return live.channel(app, ChannelName.parse(channel))
                        .toCompletableFuture()
                        .join()
                        .counts()
                        .subscriptions()
                > 0;
    }

    private void publish(String channel) {
        live.publish(
                app,
                new Publication(
                        List.of(Event.fromBackend(new Topic.Channel(ChannelName.parse(channel)), "news", "1", null)),
                        1,
                        false));
        loop.runPendingTasks();
    }

    @Test
    void an_open_connection_sends_commands_and_receives_events() {
        admitted();
        subscribe("room");
        publish("room");

        assertThat(isOccupied("room")).isTrue();
        assertThat(client.written).hasSize(3);
        assertThat(client.written.getFirst()).contains("connection_established");
        assertThat(client.written.get(1)).contains("subscription_succeeded");
        assertThat(client.written.getLast()).contains("news");
    }

    @Test
    void a_command_that_arrives_after_the_close_has_no_effect_on_the_live_state() {
        Session session = admitted();
        subscribe("room");
        int before = client.written.size();

        session.requestReconnect();
        assertThat(isOccupied("room")).isFalse();
        subscribe("late");
        connection.receive("{\"event\":\"pusher:ping\",\"data\":{}}");
        publish("room");

        assertThat(isOccupied("late")).isFalse();
        assertThat(released).containsExactly(session);
        assertThat(client.written.subList(before, client.written.size())).containsExactly("close 4200");
    }

    @Test
    void a_command_that_arrives_after_the_close_frame_of_the_client_has_no_effect_either() {
        Session session = admitted();
        int before = client.written.size();

        connection.end(ClientConnection.NOT_BY_SERVER);
        subscribe("late");
        session.requestReconnect();
        connection.ping();

        assertThat(isOccupied("late")).isFalse();
        assertThat(client.written).hasSize(before);
    }

    @Test
    void commands_wait_for_the_admission() {
        CompletableFuture<@Nullable Void> admission = new CompletableFuture<>();
        connection.admit(() -> admission, this::release);
        subscribe("room");
        assertThat(isOccupied("room")).isFalse();

        connection.open(new Session(
                SocketId.random(new SecureRandom()),
                7,
                app,
                new LoopContexts(hub, edge.config()).of(loop.eventLoop()),
                connection,
                live,
                new SubscriptionAuthorizer(new NoSecretLastUsed(), NoSecretLastUsed.anybody(edge.meters())),
                edge.feed()));
        admission.complete(null);

        assertThat(isOccupied("room")).isTrue();
    }

    @Test
    void a_rejected_connection_carries_out_no_command_and_holds_nothing() {
        CompletableFuture<@Nullable Void> admission = new CompletableFuture<>();
        connection.admit(() -> admission, this::release);
        subscribe("room");
        connection.close(ErrorCode.APP_DISABLED, "App is disabled.");
        assertThat(released).isEmpty();
        admission.complete(null);

        assertThat(isOccupied("room")).isFalse();
        assertThat(released).containsExactly((Session) null);
        assertThat(client.written).containsExactly("close 4003");
    }

    @Test
    void a_connection_that_has_ended_is_not_opened() {
        connection.end(ClientConnection.NOT_BY_SERVER);

        assertThatThrownBy(this::openSession).isInstanceOf(IllegalStateException.class);
    }

    private void openSession() {
        Session session = new Session(
                SocketId.random(new SecureRandom()),
                7,
                app,
                new LoopContexts(hub, edge.config()).of(loop.eventLoop()),
                connection,
                live,
                new SubscriptionAuthorizer(new NoSecretLastUsed(), NoSecretLastUsed.anybody(edge.meters())),
                edge.feed());
        session.established(120);
    }

    @Test
    void an_admission_does_not_begin_after_the_end() {
        connection.end(ClientConnection.NOT_BY_SERVER);
        Session session = admitted();

        assertThat(client.written).isEmpty();
        assertThat(released).doesNotContain(session);
    }

    @Test
    void it_is_closed_once_the_network_connection_has_ended_and_everything_is_released() {
        List<Session> closed = new ArrayList<>();
        Session session = admitted();
        subscribe("room");
        session.requestReconnect();
        assertThat(closed).isEmpty();

        connection.disconnected(closed::add);

        assertThat(closed).containsExactly(session);
        assertThat(released).containsExactly(session);
        subscribe("late");
        assertThat(isOccupied("late")).isFalse();
    }

    @Test
    void a_client_that_reads_too_slowly_is_closed_and_receives_nothing_more() {
        admitted();
        subscribe("room");
        int before = client.written.size();
        client.pendingBytes = edge.config().outboundBytes();
        publish("room");
        assertThat(client.written).hasSize(before + 1);

        client.pendingBytes++;
        publish("room");
        publish("room");

        assertThat(client.written.subList(before + 1, client.written.size())).containsExactly("close 4100");
        assertThat(isOccupied("room")).isFalse();
    }
}
