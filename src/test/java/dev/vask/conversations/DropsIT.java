package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.RecoveringClient;
import dev.vask.support.Server;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections that are cut for two seconds at a time, while events are published: each client receives each event once, in order. */
class DropsIT {

    private static final int CLIENTS = 50;
    private static final int CUTS = 15;
    private static final Duration CUT = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("history", Map.of("enabled", true, "max_events", 5_000)));

    @Test
    void nothing_is_missed_repeated_or_reordered() throws InterruptedException {
        try (TcpProxy one = TcpProxy.to(server.edge().getPort());
                TcpProxy other = TcpProxy.to(server.edge().getPort())) {
            List<RecoveringClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> RecoveringClient.open(
                            n -> URI.create("ws://127.0.0.1:" + (i % 2 == 0 ? one : other).port()),
                            "/app/" + app.key(),
                            "room"))
                    .toList();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> clients.stream().allMatch(RecoveringClient::isSubscribed));
            Thread cutting = Thread.ofVirtual().start(() -> cutByTurns(one, other));

            List<String> published = new ArrayList<>();
            while (cutting.isAlive()) {
                String data = Integer.toString(published.size());
                app.backend().publish("room", "n", data);
                published.add(data);
                Thread.sleep(INTERVAL);
            }

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(clients)
                    .allSatisfy(client -> assertThat(client.received()).isEqualTo(published)));
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.connections()).isGreaterThan(CUTS / 2));
            clients.forEach(RecoveringClient::close);
        }
    }

    private static void cutByTurns(TcpProxy one, TcpProxy other) {
        try {
            for (int i = 0; i < CUTS * 2; i++) {
                TcpProxy cut = i % 2 == 0 ? one : other;
                cut.refuseConnections();
                Thread.sleep(CUT);
                cut.acceptConnections();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
