package dev.vask.conversations;

import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An app that changes while its sockets are open (5.1.8). */
class DisablingIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void disabling_an_app_closes_its_sockets() {
        PusherClient idle = app.connect();
        PusherClient busy =
                app.connect().signIn("{\"id\":\"ada\"}").subscribe("news").join("presence-x", "ada");
        PusherClient elsewhere = server.app().connect();

        app.change(Map.of("enabled", false));

        idle.closedWith(4003);
        busy.closedWith(4003);
        elsewhere.receivesNothingMore();
        await().untilAsserted(() -> app.connect("protocol=7").closedWith(4003));
    }

    @Test
    void enabling_it_again_lets_clients_in() {
        app.change(Map.of("enabled", false));
        app.connect("protocol=7").closedWith(4003);

        app.change(Map.of("enabled", true));

        await().untilAsserted(() -> app.connect("protocol=7").established().receivesNothingMore());
    }

    @Test
    void deleting_an_app_closes_its_sockets() {
        PusherClient client = app.connect().subscribe("news");
        PusherClient elsewhere = server.app().connect();

        app.delete();

        client.closedWith(4001);
        elsewhere.receivesNothingMore();
        await().untilAsserted(() -> app.connect("protocol=7").closedWith(4001));
    }

    @Test
    void client_events_can_be_turned_on_and_off_under_open_sockets() {
        PusherClient sender = app.connect().subscribePrivate("private-room");
        PusherClient other = app.connect().subscribePrivate("private-room");
        sender.send("client-x", "private-room", "1");
        sender.receivesError(4009);

        app.change(Map.of("client_events", true));
        await().untilAsserted(() -> sender.send("client-x", "private-room", "1").receivesNothingMore());
        other.receives("client-x", "private-room", "1");

        app.change(Map.of("client_events", false));
        sender.send("client-x", "private-room", "1");
        sender.receivesError(4009);
        other.receivesNothingMore();
    }

    @Test
    void subscription_counts_can_be_turned_on_under_open_sockets() {
        PusherClient client = app.connect().subscribe("news");

        app.change(Map.of("subscription_counts", true));
        app.connect().subscribe("news");

        client.receives("pusher_internal:subscription_count", "news", "{\"subscription_count\":2}");
    }

    @Test
    void a_smaller_quota_closes_nobody_and_lets_nobody_in() {
        PusherClient one = app.connect();
        PusherClient two = app.connect();

        app.change(Map.of("quotas", Map.of("max_connections", 1)));

        app.connect("protocol=7").closedWith(4004);
        one.receivesNothingMore();
        two.receivesNothingMore();
    }
}
