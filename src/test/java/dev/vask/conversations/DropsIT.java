package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.NumberPublisher;
import dev.vask.support.RecoveringClients;
import dev.vask.support.Server;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connections that are cut for two seconds at a time, while events are published: each client receives each event once, in order. */
class DropsIT {

    private static final int CLIENTS = 50;
    private static final int CUTS = 15;
    private static final Duration CUT = Duration.ofSeconds(2);

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("history", Map.of("enabled", true, "max_events", 5_000)));

    @Test
    void nothing_is_missed_repeated_or_reordered() {
        try (TcpProxy one = TcpProxy.to(server.edge().getPort());
                TcpProxy other = TcpProxy.to(server.edge().getPort());
                RecoveringClients clients = RecoveringClients.open(
                        CLIENTS, app, "room", i -> n -> (i % 2 == 0 ? one : other).webSocket())) {
            Thread cutting = Thread.ofVirtual().start(() -> cutByTurns(one, other));
            NumberPublisher publisher = new NumberPublisher(app, "room", "");

            publisher.publishWhile(cutting::isAlive);

            clients.awaitAll(publisher.published());
            assertThat(clients.all())
                    .allSatisfy(client -> assertThat(client.connections()).isGreaterThan(CUTS / 2));
        }
    }

    private static void cutByTurns(TcpProxy one, TcpProxy other) {
        try {
            for (int i = 0; i < CUTS * 2; i++) {
                (i % 2 == 0 ? one : other).refuseConnections(CUT);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
