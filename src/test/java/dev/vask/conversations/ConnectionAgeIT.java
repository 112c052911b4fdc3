package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SameInBothModes
class ConnectionAgeIT {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration EARLIEST = Duration.ofMillis(1_800);

    private final Server server = Server.with(Map.of("vask.edge.max-connection-age", LIMIT.toMillis() + "ms"));

    @Test
    void a_connection_at_its_maximum_age_is_closed_with_4200_even_if_it_is_active() {
        TestApp app = server.app();
        long connectedAt = System.nanoTime();
        PusherClient client = app.connect().subscribe("news");
        client.receivesNothingMore();

        client.closedWith(4200);

        assertThat(Duration.ofNanos(System.nanoTime() - connectedAt)).isGreaterThanOrEqualTo(EARLIEST);
        app.connect().subscribe("news").close();
    }
}
