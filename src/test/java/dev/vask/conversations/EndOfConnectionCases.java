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

/** A connection ends when the server decides to close it, whether or not the client answers (5.1.9). */
abstract class EndOfConnectionCases {

    private static final String ROOM = "presence-room";

    private final Server server;
    private final TestApp app;

    EndOfConnectionCases(Server server) {
        this.server = server;
        this.app = server.app(Map.of("client_events", true));
    }

    /** Why the server closes. */
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
    void a_client_that_does_not_answer_the_close_is_gone_all_the_same(Cause cause) {
        PusherClient neighbour = app.connect().join(ROOM, "ada");
        try (RawWebSocket client = open(app)) {
            String socketId = client.establishedSocketId();
            joinAndSignIn(client, app, socketId);
            neighbour.receives("pusher_internal:member_added", ROOM);

            cause(cause, client);

            RawWebSocket.Frame close = client.next();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.code()).isEqualTo(cause.code);
            client.text("{\"event\":\"client-late\",\"channel\":\"%s\",\"data\":1}".formatted(ROOM));
            client.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"late\"}}");

            neighbour.receives("pusher_internal:member_removed", ROOM);
            assertThat(client.isOpenAndSilent())
                    .as("the member was gone before the connection was cut")
                    .isTrue();
            neighbour.receivesNothingMore();
            client.receivesEnd();
        }
        neighbour.receivesNothingMore();
        assertThat(app.backend().get("/channels/late").json()).isEqualTo(Json.parse("{\"occupied\":false}"));
    }

    private void cause(Cause cause, RawWebSocket client) {
        switch (cause) {
            case TERMINATED -> app.backend().terminate("bob");
            case BINARY_MESSAGE -> client.frame(true, BINARY, new byte[1]);
            case BODY_TOO_LARGE -> client.bytes(HexFormat.of().parseHex("81ff" + "0000000010000000" + "00000000"));
            case BROKEN_FRAME -> client.frame(0x80 | TEXT, false, new byte[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TERMINATED", "BINARY_MESSAGE"})
    void its_place_is_free_before_it_is_cut(Cause cause) {
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
            if (cause == Cause.TERMINATED) {
                full.backend().terminate("bob");
            } else {
                cause(cause, client);
            }
            assertThat(client.next().code()).isEqualTo(cause.code);

            await().until(() -> full.connect("protocol=7").isAcceptedOrClosedWith(4004));

            assertThat(client.isOpenAndSilent()).isTrue();
            client.receivesEnd();
        }
    }

    @Test
    void what_it_sends_does_not_get_into_an_app_that_was_made_anew() {
        TestApp old = server.app(Map.of("client_events", true));
        try (RawWebSocket client = open(old)) {
            joinAndSignIn(client, old, client.establishedSocketId());
            old.delete();
            assertThat(client.next().code()).isEqualTo(4001);

            old.create();
            PusherClient neighbour = old.connect().join(ROOM, "ada");
            client.text("{\"event\":\"client-late\",\"channel\":\"%s\",\"data\":1}".formatted(ROOM));

            client.receivesEnd();
            neighbour.receivesNothingMore();
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
