package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Apps whose connections must be authorized in time. */
class AuthorizedConnectionsIT {

    private static final String REASON = "Connection not authorized within timeout";

    private final Server server = Server.with(Map.of("vask.edge.authorization-timeout", "5s"));
    private final TestApp app = server.app(Map.of("authorized_connections", true));

    /** Waits until the time of a connection that opens now, and thereby of all before it, is over. */
    private static void awaitTimeout(TestApp app) {
        app.connect().receivesUntilClosedWith(4009);
    }

    @Test
    void a_connection_without_authorization_receives_an_error_and_is_closed() {
        PusherClient client = app.connect().subscribe("room");

        ReceivedFrame error = client.receivesError(4009);

        assertThat(error.data().path("message").asText()).isEqualTo(REASON);
        assertThat(client.closedWith(4009)).isEqualTo(REASON);
    }

    @Test
    void members_subscribers_of_private_channels_and_signed_in_users_stay() {
        List<PusherClient> authorized = List.of(
                app.connect().subscribePrivate("private-room"),
                app.connect().join("presence-room", "ada"),
                app.connect().signIn("{\"id\":\"ada\"}"),
                app.connect().subscribePrivate("private-room").unsubscribe("private-room"));

        awaitTimeout(app);

        authorized.forEach(PusherClient::awaitProcessed);
    }

    @Test
    void an_app_can_begin_to_demand_it_and_stop() {
        TestApp other = server.app();
        PusherClient client = other.connect();
        PusherClient authorized = other.connect().signIn("{\"id\":\"ada\"}");
        awaitTimeout(app);
        client.awaitProcessed();

        other.change(Map.of("authorized_connections", true));
        client.receivesError(4009);
        client.closedWith(4009);
        authorized.awaitProcessed();

        other.change(Map.of("authorized_connections", false));
        PusherClient again = other.connect();
        awaitTimeout(app);
        again.awaitProcessed();
    }
}
