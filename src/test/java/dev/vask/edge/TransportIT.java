package dev.vask.edge;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The transports of connections, and the fallback. */
class TransportIT {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private static long open(Server server, TransportKind kind) {
        return Rejections.gauge(server, "vask_connections_transport{transport=\"%s\"}".formatted(kind.label()));
    }

    private static long upgrades(Server server, String handling) {
        return Rejections.gauge(server, "vask_connections_upgrades_total{handling=\"%s\"}".formatted(handling));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void on_linux_connections_are_written_to_directly() {
        Server server = Server.with(Map.of("vask.edge.pong-timeout", "29s"));
        PusherClient client = server.app().connect().subscribe("room");

        assertThat(open(server, TransportKind.DIRECT)).isEqualTo(1);
        assertThat(upgrades(server, "direct")).isEqualTo(1);
        assertThat(upgrades(server, "routed")).isZero();
        assertThat(open(server, TransportKind.NETTY)).isZero();
        assertThat(open(server, TransportKind.FALLBACK)).isZero();

        client.close();
        await().untilAsserted(
                        () -> assertThat(open(server, TransportKind.DIRECT)).isZero());
    }

    /** WebSockets Next upgrades all handshakes that are not the usual ones. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_connection_with_a_subprotocol_is_upgraded_by_websockets_next_and_written_to_directly() {
        Server server = Server.with(Map.of("vask.edge.pong-timeout", "28s"));
        TestApp app = server.app();
        try (RawWebSocket client = RawWebSocket.open(
                server.edge(), "/app/" + app.key() + "?protocol=7", "Sec-WebSocket-Protocol: pusher")) {
            assertThat(client.nextText()).contains("pusher:connection_established");

            assertThat(upgrades(server, "routed")).isEqualTo(1);
            assertThat(upgrades(server, "direct")).isZero();
            assertThat(open(server, TransportKind.DIRECT)).isEqualTo(1);
            assertThat(open(server, TransportKind.FALLBACK)).isZero();
        }
        await().untilAsserted(
                        () -> assertThat(open(server, TransportKind.DIRECT)).isZero());
    }

    /** Without direct writes the classes of Vert.x are not inspected, as if they were unknown. */
    @Test
    void a_connection_of_an_unknown_class_is_served_and_not_cut() throws IOException {
        Server server = Server.with(Map.of("vask.edge.direct-writes", "false", "vask.edge.request-timeout", "2s"));
        TestApp app = server.app();
        PusherClient client = app.connect().subscribe("room");
        assertThat(open(server, TransportKind.FALLBACK)).isEqualTo(1);
        assertThat(upgrades(server, "routed")).isEqualTo(1);
        assertThat(open(server, TransportKind.DIRECT)).isZero();

        try (Socket keptAlive = RawHttp.connect(server.api())) {
            ask(keptAlive);
            Instant later = Instant.now().plus(REQUEST_TIMEOUT.multipliedBy(2));
            await().until(() -> Instant.now().isAfter(later));

            ask(keptAlive);
        }
        app.backend().publish("room", "news", "1");
        client.receives("news", "room");
        client.close();
    }

    private static void ask(Socket socket) throws IOException {
        RawHttp.send(socket, "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
        socket.setSoTimeout(30_000);
        assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200");
    }
}
