package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A process at its limit of connections rejects new ones and serves existing ones. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Server.FLOOD)
class ConnectionLimitIT {

    private static final int LIMIT = 30;
    private static final int FLOOD_SIZE = 300;

    private final Server server =
            Server.small(Map.of("vask.edge.max-connections", "" + LIMIT, "vask.http.idle-timeout", "600s"));
    private final TestApp app = server.app(Map.of("client_events", true));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket filler : sockets) {
            filler.close();
        }
    }

    @Test
    void new_connections_are_rejected_and_existing_ones_keep_working() throws IOException {
        PusherClient alice = app.connect().subscribePrivate("private-room");
        PusherClient bob = app.connect().subscribePrivate("private-room");
        long before = Rejections.of(server, "connections");
        openUpToLimit();

        try (RawWebSocket late = RawWebSocket.open(server.edge(), "/app/%s?protocol=7".formatted(app.key()))) {
            late.closedWith(4100);
        }
        try (RawWebSocket late = RawWebSocket.open(server.edge(), "/app/%s?protocol=5".formatted(app.key()))) {
            assertThat(late.nextText()).contains("pusher:error", "4100");
            late.closedWith(4100);
        }
        assertThat(get("/"))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("\r\nRetry-After: 5\r\n")
                .contains("\"code\":\"over_capacity\"");
        assertThat(get("/q/health/live")).startsWith("HTTP/1.1 200 ");
        assertThat(metrics()).contains("vask_tcp_connections_max " + (double) LIMIT);
        alice.send("client-hello", "private-room", "{}");
        bob.receives("client-hello", "private-room");

        closeSockets();
        await().untilAsserted(() -> app.connect("protocol=7").established().close());
        await().untilAsserted(() -> assertThat(get("/")).startsWith("HTTP/1.1 200 "));
        assertThat(Rejections.of(server, "connections")).isGreaterThanOrEqualTo(before + 3);
        alice.close();
        bob.close();
    }

    @Test
    void health_is_served_during_a_flood_of_silent_connections() throws IOException {
        PusherClient client = app.connect();
        openUpToLimit();
        for (int i = 0; i < FLOOD_SIZE; i++) {
            sockets.add(RawHttp.connect(server.edge()));
        }

        assertThat(get("/q/health/live")).startsWith("HTTP/1.1 200 ");
        await().untilAsserted(() -> assertThat(openConnections()).isLessThanOrEqualTo(LIMIT + 16));
        client.awaitProcessed();
        client.close();
    }

    /** Opens as many connections as are allowed, each with a completed request, so that the request timeout does not apply. */
    private void openUpToLimit() throws IOException {
        for (int i = 0; i < LIMIT; i++) {
            Socket socket = RawHttp.connect(server.edge());
            sockets.add(socket);
            RawHttp.send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            RawHttp.readResponse(socket);
        }
    }

    private long openConnections() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("vask_tcp_connections "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private String metrics() {
        return get(server.management(), "/q/metrics");
    }

    private String get(String path) {
        return get(server.edge(), path);
    }

    private static String get(URI port, String path) {
        return RawHttp.exchange(port, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(path));
    }
}
