package dev.vask.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.AccessSettings;
import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.channels.Hub;
import dev.vask.live.LiveState;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.memory.MemoryLiveState;
import dev.vask.meters.Bound;
import dev.vask.protocol.Secret;
import dev.vask.protocol.SocketId;
import dev.vask.support.Json;
import dev.vask.support.Signer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of an app with {@code authorized_connections}, with the real live state and heartbeat. */
class ConnectionAuthorizationTest {

    private static final String SECRET = "not-a-secret-at-all";
    private static final App OPEN = App.withDefaults("app", new Secret(SECRET));
    private static final App APP = OPEN.withAccess(new AccessSettings(true, AccessSettings.RECONNECT));

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final EdgeFixture edge = EdgeFixture.with(Map.of("vask.edge.authorization-timeout", "50ms"));
    private final Hub hub = new Hub();
    private final LoopContext context = new LoopContexts(hub, edge.config()).of(loop.eventLoop());
    private final MemoryLiveState live = new MemoryLiveState(
            hub, Duration.ZERO, LiveStateFixture.LIMITS, InstantSource.system(), (interval, task) -> () -> {});

    /** A client that is connected. */
    private final class Client {

        final FakeTransport transport = new FakeTransport();
        final ClientConnection connection = new ClientConnection(new FakeLimiter(), transport, edge.limits());
        final Session session;

        Client(App app) {
            this(app, live);
        }

        Client(App app, LiveState live) {
            session = new Session(
                    SocketId.random(new SecureRandom()),
                    7,
                    app,
                    context,
                    connection,
                    live,
                    new SubscriptionAuthorizer(new NoSecretLastUsed(), NoSecretLastUsed.anybody(edge.meters())),
                    edge.feed());
            connection.admit(
                    () -> {
                        session.established(120);
                        return CompletableFuture.completedFuture(null);
                    },
                    released -> released == null
                            ? CompletableFuture.completedFuture(null)
                            : released.closed().thenApply(done -> null));
        }

        void send(String event, Map<String, String> data) {
            connection.receive(Json.of(Map.of("event", event, "data", data)));
            loop.runPendingTasks();
        }

        void subscribe(String channel) {
            send("pusher:subscribe", Map.of("channel", channel, "auth", signer().channel(id(), channel)));
        }

        void join(String channel, String userId) {
            String member = Json.of(Map.of("user_id", userId));
            send(
                    "pusher:subscribe",
                    Map.of(
                            "channel",
                            channel,
                            "auth",
                            signer().channel(id(), channel, member),
                            "channel_data",
                            member));
        }

        void signIn() {
            String user = "{\"id\":\"ada\"}";
            send("pusher:signin", Map.of("auth", signer().user(id(), user), "user_data", user));
        }

        private String id() {
            return session.id().value();
        }

        private Signer signer() {
            return new Signer("app", SECRET);
        }

        boolean isOpen() {
            return connection.isActive();
        }
    }

    /** The live state while it cannot be reached: commands fail, and connections can end. */
    private LiveState unavailable() {
        return (LiveState) Proxy.newProxyInstance(
                LiveState.class.getClassLoader(),
                new Class<?>[] {LiveState.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "subscribe", "signIn" ->
                        CompletableFuture.failedFuture(
                                new LiveStateUnavailableException("Expected.", new IOException("Expected.")));
                    default -> method.invoke(live, arguments);
                });
    }

    /** Runs the timer of the loop until the time of a connection that opens now, and of all before it, is over. */
    private void awaitTimeout() {
        Client idle = new Client(APP);
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            loop.runScheduledPendingTasks();
            return !idle.isOpen();
        });
    }

    @Test
    void a_connection_that_is_not_authorized_in_time_is_closed_with_4009() {
        Client client = new Client(APP);
        client.send("pusher:subscribe", Map.of("channel", "room"));

        awaitTimeout();

        List<String> written = client.transport.written;
        assertThat(written.getLast()).isEqualTo("close 4009");
        assertThat(Json.parse(written.get(written.size() - 2))).isEqualTo(Json.parse("""
                        {"event":"pusher:error","data":{"code":4009,"message":"Connection not authorized within timeout"}}"""));
        assertThat(client.connection.closeCause().reason()).isEqualTo("Connection not authorized within timeout");
        assertThat(edge.rejected(Bound.AUTHORIZATION_TIME)).isEqualTo(2); // and the one of awaitTimeout
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-cache-room", "private-encrypted-room"})
    void a_subscription_that_needs_a_signature_authorizes(String channel) {
        Client client = new Client(APP);
        client.subscribe(channel);

        awaitTimeout();

        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void a_member_is_authorized_also_after_it_left() {
        Client client = new Client(APP);
        client.join("presence-room", "ada");
        client.send("pusher:unsubscribe", Map.of("channel", "presence-room"));

        awaitTimeout();

        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void a_signed_in_connection_is_authorized() {
        Client client = new Client(APP);
        client.signIn();

        awaitTimeout();

        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void a_wrong_signature_does_not_authorize() {
        Client client = new Client(APP);
        client.send("pusher:subscribe", Map.of("channel", "private-room", "auth", "app:" + "0".repeat(64)));
        client.send("pusher:signin", Map.of("auth", "app:" + "0".repeat(64), "user_data", "{\"id\":\"ada\"}"));

        awaitTimeout();

        assertThat(client.transport.written).last().isEqualTo("close 4009");
    }

    @Test
    void a_subscription_that_a_quota_rejects_does_not_authorize() {
        App full = new App(
                        "app",
                        "app",
                        true,
                        false,
                        false,
                        List.of(),
                        APP.quotas().with(Quota.MAX_PRESENCE_MEMBERS, 1),
                        APP.secrets())
                .withAccess(APP.access());
        Client member = new Client(full);
        member.join("presence-room", "ada");
        Client rejected = new Client(full);
        rejected.join("presence-room", "bob");

        awaitTimeout();

        assertThat(member.isOpen()).isTrue();
        assertThat(rejected.transport.written).last().isEqualTo("close 4009");
    }

    @Test
    void a_client_is_not_closed_for_good_because_the_live_state_is_unavailable() {
        Client subscriber = new Client(APP, unavailable());
        subscriber.subscribe("private-room");
        Client user = new Client(APP, unavailable());
        user.signIn();
        Client visitor = new Client(APP, unavailable());
        visitor.send("pusher:subscribe", Map.of("channel", "room"));

        awaitTimeout();

        assertThat(subscriber.transport.written).last().asString().contains("4100");
        assertThat(user.transport.written).last().asString().contains("4100");
        assertThat(visitor.transport.written).last().isEqualTo("close 4009");
    }

    @Test
    void other_apps_do_not_demand_it_until_they_are_changed() {
        Client client = new Client(OPEN);
        Client authorized = new Client(OPEN);
        authorized.signIn();
        awaitTimeout();
        assertThat(client.isOpen()).isTrue();

        client.session.appChanged(APP);
        authorized.session.appChanged(APP);
        awaitTimeout();

        assertThat(client.transport.written).last().isEqualTo("close 4009");
        assertThat(authorized.isOpen()).isTrue();
    }

    @Test
    void the_time_does_not_end_before_the_outcome_and_a_fault_of_the_server_authorizes() {
        ConnectionAuthorization authorization = new ConnectionAuthorization();
        authorization.setDeadline(100);
        assertThat(authorization.isOverdue(99)).isFalse();
        assertThat(authorization.isOverdue(100)).isTrue();

        authorization.begin();
        authorization.begin();
        assertThat(authorization.isOverdue(101)).isFalse();
        authorization.end(false);
        assertThat(authorization.isOverdue(101)).isFalse();
        authorization.end(false);
        assertThat(authorization.isOverdue(101)).isTrue();

        authorization.begin();
        authorization.end(true);
        authorization.begin();
        authorization.end(false);
        assertThat(authorization.isOverdue(Long.MAX_VALUE)).isFalse();
    }
}
