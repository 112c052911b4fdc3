package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Publishes numbers to a channel of an app with history, each with an idempotency key until it is accepted, and then the next one. Use it
 * in one thread at a time.
 */
public final class NumberPublisher {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final TestApp app;
    private final String channel;
    private final String prefix;
    private final List<Accepted> accepted = new ArrayList<>();

    private record Accepted(String epoch, long sequence, String data) {}

    /**
     * Creates a publisher.
     *
     * @param app    the app, on the server to publish through
     * @param prefix comes before the numbers; unique among the publishers of the app
     */
    public NumberPublisher(TestApp app, String channel, String prefix) {
        this.app = app;
        this.channel = channel;
        this.prefix = prefix;
    }

    /** Publishes while the condition is true, with short pauses. */
    public void publishWhile(BooleanSupplier condition) {
        try {
            while (condition.getAsBoolean()) {
                publishNext();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes several events, with short pauses. */
    public void publish(int number) {
        int end = accepted.size() + number;
        publishWhile(() -> accepted.size() < end);
    }

    private void publishNext() {
        String data = prefix + accepted.size();
        String body = Json.of(Map.of(
                "name", "n", "channel", channel, "data", data, "idempotency_key", "event-" + data, "return_ids", true));
        Response response = await().atMost(Http.TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            Response answer = app.backend().post("/events", body);
                            assertThat(answer.status()).isIn(200, 409, 503);
                            return answer;
                        },
                        answer -> answer.status() == 200);
        String[] id = response.json().path("event_ids").path(channel).asText().split(":", 2);
        accepted.add(new Accepted(id[0], Long.parseLong(id[1]), data));
    }

    /** What was accepted, in the order in which it was published. */
    public List<String> published() {
        return accepted.stream().map(Accepted::data).toList();
    }

    /** What several publishers published to one channel, in the order of the ids, which are of one epoch and unique. */
    public static List<String> inOrderOfIds(Collection<NumberPublisher> publishers) {
        List<Accepted> all = publishers.stream()
                .flatMap(it -> it.accepted.stream())
                .sorted(Comparator.comparingLong(Accepted::sequence))
                .toList();
        Set<Long> sequences = new HashSet<>();
        assertThat(all).allMatch(it -> sequences.add(it.sequence()), "has an id of its own");
        assertThat(all).extracting(Accepted::epoch).containsOnly(all.getFirst().epoch());
        return all.stream().map(Accepted::data).toList();
    }
}
