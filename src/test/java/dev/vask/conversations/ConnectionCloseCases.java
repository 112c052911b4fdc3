package dev.vask.conversations;

import static dev.vask.support.RawWebSocket.BINARY;
import static dev.vask.support.RawWebSocket.CLOSE;
import static dev.vask.support.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that the server closes. They end even if the client does not answer the close (5.1.9). */
abstract class ConnectionCloseCases {

    private static final String ROOM = "presence-room";

    private final Server server;
    private final TestApp app;

    ConnectionCloseCases(Server server) {
        this.server = server;
        this.app = server.app(Map.of("client_events", true));
    }

    /** Why the server closes the connection. */
    enum Cause {
        TERMINATED(4200),
        BINARY_MESSAGE(1003),
        BODY_TOO_LARGE(1009),
        BROKEN_FRAME(1002);

        final int code;

        Cause(int code) {
            this.code = code;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_ignores_the_close_is_removed(Cause trigger) {
        PusherClient otherClient = app.connect().join(ROOM, "ada");
        try (RawWebSocket client = open(app)) {
            String socketId = client.establishedSocketId();
            joinAndSignIn(client, app, socketId);
            otherClient.receives("pusher_internal:member_added", ROOM);

            trigger(trigger, client);

            RawWebSocket.Frame close = client.next();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.code()).isEqualTo(trigger.code);
            client.text("{\"event\":\"client-late\",\"channel\":\"%s\",\"data\":1}".formatted(ROOM));
            client.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"late\"}}");

            otherClient.receives("pusher_internal:member_removed", ROOM);
            assertThat(client.isOpenAndSilent())
                    .as("the member was gone before the connection was cut")
                    .isTrue();
            otherClient.receivesNothingMore();
            client.receivesEnd();
        }
        otherClient.receivesNothingMore();
        assertThat(app.backend().get("/channels/late").json()).isEqualTo(Json.parse("{\"occupied\":false}"));
    }

    private void trigger(Cause trigger, RawWebSocket client) {
        switch (trigger) {
            case TERMINATED -> app.backend().terminate("bob");
            case BINARY_MESSAGE -> client.frame(true, BINARY, new byte[1]);
            case BODY_TOO_LARGE -> client.bytes(HexFormat.of().parseHex("81ff" + "0000000010000000" + "00000000"));
            case BROKEN_FRAME -> client.frame(0x80 | TEXT, false, new byte[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TERMINATED", "BINARY_MESSAGE"})
    void its_quota_is_released_before_the_connection_is_cut(Cause trigger) {
        TestApp full = server.app(Map.of("quotas", Map.of("max_connections", 1)));
        try (RawWebSocket client = open(full)) {
            String socketId = client.establishedSocketId();
            String user = "{\"id\":\"bob\"}";
            client.text(Json.of(Map.of(
                    "event",
                    "pusher:signin",
                    "data",
                    Map.of("auth", full.signer().user(socketId, user), "user_data", user))));
            assertThat(client.nextText()).contains("signin_success");
            if (trigger == Cause.TERMINATED) {
                full.backend().terminate("bob");
            } else {
                trigger(trigger, client);
            }
            assertThat(client.next().code()).isEqualTo(trigger.code);

            await().until(() -> full.connect("protocol=7").isAcceptedOrClosedWith(4004));

            assertThat(client.isOpenAndSilent()).isTrue();
            client.receivesEnd();
        }
    }

    @Test
    void frames_after_the_close_do_not_reach_a_recreated_app() {
        TestApp recreated = server.app(Map.of("client_events", true));
        try (RawWebSocket client = open(recreated)) {
            joinAndSignIn(client, recreated, client.establishedSocketId());
            recreated.delete();
            assertThat(client.next().code()).isEqualTo(4001);

            recreated.create();
            PusherClient otherClient = recreated.connect().join(ROOM, "ada");
            client.text("{\"event\":\"client-late\",\"channel\":\"%s\",\"data\":1}".formatted(ROOM));

            client.receivesEnd();
            otherClient.receivesNothingMore();
        }
    }

    private static void joinAndSignIn(RawWebSocket client, TestApp app, String socketId) {
        String user = "{\"id\":\"bob\"}";
        client.text(Json.of(Map.of(
                "event",
                "pusher:signin",
                "data",
                Map.of("auth", app.signer().user(socketId, user), "user_data", user))));
        assertThat(client.nextText()).contains("signin_success");
        String member = "{\"user_id\":\"bob\"}";
        client.text(Json.of(Map.of(
                "event",
                "pusher:subscribe",
                "data",
                Map.of(
                        "channel",
                        ROOM,
                        "auth",
                        app.signer().channel(socketId, ROOM, member),
                        "channel_data",
                        member))));
        assertThat(client.nextText()).contains("subscription_succeeded");
    }

    private static RawWebSocket open(TestApp app) {
        return RawWebSocket.open(app.server().edge(), "/app/" + app.key() + "?protocol=7");
    }
}
