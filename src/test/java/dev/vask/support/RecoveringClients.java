package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Clients of one channel that reconnect and resume. */
public final class RecoveringClients implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<RecoveringClient> clients;

    private RecoveringClients(List<RecoveringClient> clients) {
        this.clients = clients;
    }

    /**
     * Opens clients and waits until all of them are subscribed.
     *
     * @param edges where the connections of each client go, by the number of the client and that of the connection
     */
    public static RecoveringClients open(int number, TestApp app, String channel, IntFunction<IntFunction<URI>> edges) {
        RecoveringClients opened = new RecoveringClients(IntStream.range(0, number)
                .mapToObj(i -> RecoveringClient.open(edges.apply(i), "/app/" + app.key(), channel))
                .toList());
        await().atMost(TIMEOUT).until(() -> opened.clients.stream().allMatch(RecoveringClient::isSubscribed));
        return opened;
    }

    /** All clients. */
    public List<RecoveringClient> all() {
        return clients;
    }

    /** Waits until every client has received all of this, each once, in this order, and without a gap. */
    public void awaitAll(List<String> published) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(clients)
                .allSatisfy(client -> assertThat(client.received()).isEqualTo(published)));
    }

    @Override
    public void close() {
        clients.forEach(RecoveringClient::close);
    }
}
