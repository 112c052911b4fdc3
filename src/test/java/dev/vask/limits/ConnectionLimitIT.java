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

/** A process that has as many connections as it may have rejects new ones, and serves those that it has. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Server.FLOOD)
class ConnectionLimitIT {

    private static final int MOST = 30;
    private static final int MANY = 300;

    private final Server server =
            Server.small(Map.of("vask.edge.max-connections", "" + MOST, "vask.http.idle-timeout", "600s"));
    private final TestApp app = server.app(Map.of("client_events", true));
    private final List<Socket> fillers = new ArrayList<>();

    @AfterEach
    void free() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
    }

    @Test
    void new_connections_are_rejected_and_existing_ones_keep_working() throws IOException {
        PusherClient alice = app.connect().subscribePrivate("private-room");
        PusherClient bob = app.connect().subscribePrivate("private-room");
        long before = Rejections.of(server, "connections");
        fill();

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
        assertThat(metrics()).contains("vask_tcp_connections_max " + (double) MOST);
        alice.send("client-hello", "private-room", "{}");
        bob.receives("client-hello", "private-room");

        free();
        await().untilAsserted(() -> app.connect("protocol=7").established().close());
        await().untilAsserted(() -> assertThat(get("/")).startsWith("HTTP/1.1 200 "));
        assertThat(Rejections.of(server, "connections")).isGreaterThanOrEqualTo(before + 3);
        alice.close();
        bob.close();
    }

    @Test
    void a_flood_of_connections_that_say_nothing_does_not_hide_the_health_of_the_process() throws IOException {
        PusherClient client = app.connect();
        fill();
        for (int i = 0; i < MANY; i++) {
            fillers.add(RawHttp.connect(server.edge()));
        }

        assertThat(get("/q/health/live")).startsWith("HTTP/1.1 200 ");
        await().untilAsserted(() -> assertThat(openConnections()).isLessThanOrEqualTo(MOST + 16));
        client.awaitProcessed();
        client.close();
    }

    /** Requests without an end, as many as are allowed, each on a connection that was used before and so is not in a hurry. */
    private void fill() throws IOException {
        for (int i = 0; i < MOST; i++) {
            Socket socket = RawHttp.connect(server.edge());
            fillers.add(socket);
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
