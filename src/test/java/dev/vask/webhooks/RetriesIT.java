package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that fail, and what is done about it (13.7, 13.8). */
class RetriesIT {

    private static final byte[] NOTHING = {};

    private final Server server = Hooks.server();
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final TestApp app = Hooks.app(server, backend);

    @AfterEach
    void close() {
        backend.close();
    }

    static Stream<Reply> failures() {
        return Stream.of(
                new Reply.Status(500),
                new Reply.Status(404),
                new Reply.Status(301),
                new Reply.Delayed(Duration.ofSeconds(5)),
                new Reply.Abort(),
                new Reply.Text("this is no HTTP\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void what_failed_is_sent_again_the_same_to_the_byte(Reply failure) {
        AtomicInteger requests = new AtomicInteger();
        backend.respondsWith(request -> requests.incrementAndGet() <= 2 ? failure : new Reply.Status(204));

        app.connect().subscribe("room");

        List<ReceivedRequest> attempts = backend.awaitRequests(3);
        assertThat(attempts)
                .extracting(ReceivedRequest::delivery)
                .containsOnly(attempts.getFirst().delivery());
        assertThat(attempts)
                .extracting(ReceivedRequest::body)
                .containsOnly(attempts.getFirst().body());
        assertThat(attempts)
                .extracting(it -> it.header("X-Pusher-Signature"))
                .containsOnly(app.signer().sign(attempts.getFirst().body()));
        await().during(Duration.ofMillis(300)).until(() -> backend.received().size() == 3);
    }

    @Test
    void a_redirect_is_not_followed() {
        WebhookEndpoint elsewhere = new WebhookEndpoint();
        backend.respondsWith(request -> new Reply.Text(
                "HTTP/1.1 307 There\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(elsewhere.url())));

        app.connect().subscribe("room");

        assertThat(deadLetter(app).path("error").asText()).contains("307");
        assertThat(elsewhere.received()).isEmpty();
        elsewhere.close();
    }

    @Test
    void an_endpoint_that_refuses_connections_hears_all_when_it_is_back() {
        TestApp here = Hooks.app(Hooks.unhurried(), backend.refuseConnections());
        PusherClient client = here.connect();
        for (int i = 0; i < 20; i++) {
            client.subscribe("room-" + i);
        }
        client.awaitProcessed();

        backend.acceptConnections();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(backend.events()).hasSize(20));
    }

    @Test
    void what_fails_for_long_is_given_up_and_can_be_replayed() {
        backend.respondsWith(503);
        app.connect().subscribe("room");

        JsonNode letter = deadLetter(app);

        List<ReceivedRequest> attempts = backend.received();
        assertThat(attempts).hasSize(9);
        assertThat(letter.path("delivery").asText())
                .isEqualTo(attempts.getFirst().delivery());
        assertThat(letter.path("attempts").asInt()).isEqualTo(9);
        assertThat(letter.path("error").asText()).contains("503");
        assertThat(letter.path("body")).isEqualTo(attempts.getFirst().json());

        backend.respondsWith(200);
        assertThat(admin("POST", app, "/dead-letters/no-such-id/replay").status())
                .isEqualTo(404);
        assertThat(admin(
                                "POST",
                                app,
                                "/dead-letters/%s/replay"
                                        .formatted(letter.path("delivery").asText()))
                        .json())
                .isEqualTo(Json.parse("{\"replayed\":1}"));

        ReceivedRequest replayed = backend.awaitRequests(10).getLast();
        assertThat(replayed.delivery()).isEqualTo(attempts.getFirst().delivery());
        assertThat(replayed.events()).isEqualTo(attempts.getFirst().events());
        assertThat(replayed.json().path("time_ms").asLong())
                .isGreaterThan(attempts.getFirst().json().path("time_ms").asLong());
        assertThat(deadLetters(app)).isEmpty();
    }

    @Test
    void a_failed_event_does_not_hold_up_the_next_one_of_its_channel() {
        backend.respondsWith(request -> new Reply.Status(request.body().contains("ada") ? 500 : 200));

        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "bob");

        await().untilAsserted(() -> assertThat(backend.events()).anyMatch(event -> event.contains("bob")));
    }

    @Test
    void a_dead_endpoint_delays_no_other_app() {
        backend.respondsWith(request -> new Reply.Delayed(Duration.ofSeconds(4)));
        PusherClient client = app.connect();
        for (int i = 0; i < 100; i++) {
            client.subscribe("room-" + i);
        }
        WebhookEndpoint healthy = new WebhookEndpoint();
        TestApp other = Hooks.app(server, healthy);
        long begun = System.nanoTime();

        other.connect().subscribe("room");

        healthy.receives("{\"name\":\"channel_occupied\",\"channel\":\"room\"}");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        healthy.close();
    }

    @Test
    void first_attempts_of_a_channel_come_in_order_though_one_in_five_fails() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        backend.respondsWith(request -> new Reply.Status(
                seen.add(request.delivery()) && Math.floorMod(request.delivery().hashCode(), 5) == 0 ? 500 : 200));
        PusherClient socket = app.connect().subscribePrivate("private-room");
        for (int i = 0; i < 9; i++) {
            socket.send("client-n", "private-room", Integer.toString(i));
        }
        socket.awaitProcessed();

        await().untilAsserted(() -> assertThat(seen).hasSize(10));
        assertThat(backend.events())
                .extracting(event -> Json.parse(event).path("data").asText())
                .containsExactly("", "0", "1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    void what_is_under_way_is_not_sent_a_second_time_between_pauses() throws InterruptedException {
        TestApp here = Hooks.app(Hooks.unhurried(), backend.respondsWith(request -> new Reply.Delayed(Duration.ofMillis(700))));
        PusherClient client = here.connect();

        for (int i = 0; i < 10; i++) {
            client.subscribe("room-" + i);
            Thread.sleep(800); // after each there is nothing to do for a moment
        }

        backend.awaitRequests(10);
        assertThat(backend.received()).extracting(ReceivedRequest::delivery).doesNotHaveDuplicates();
    }

    @Test
    void deleting_the_endpoint_ends_its_retries() {
        Server unhurried = Hooks.unhurried();
        TestApp here = Hooks.app(unhurried, backend.respondsWith(500));
        here.connect().subscribe("room");
        backend.awaitRequests(2);

        here.change(Map.of("webhook", Map.of("url", backend.url(), "enabled", false)));
        int attempts = backend.received().size();
        here.change(Map.of("webhook", Map.of("url", backend.url())));

        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(7))
                .until(() -> backend.received().size() == attempts);
        backend.respondsWith(200);
        here.connect().subscribe("another");
        assertThat(backend.awaitRequests(attempts + 1).getLast().events())
                .containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"another\"}");
    }

    @Test
    void a_changed_url_takes_what_is_queued() {
        TestApp here = Hooks.app(Hooks.unhurried(), backend.respondsWith(500));
        here.connect().subscribe("room");
        backend.awaitRequests(1);
        WebhookEndpoint moved = new WebhookEndpoint();

        here.change(Map.of("webhook", Map.of("url", moved.url())));

        assertThat(moved.awaitRequests(1).getFirst().delivery())
                .isEqualTo(backend.received().getFirst().delivery());
        moved.close();
    }

    private JsonNode deadLetter(TestApp of) {
        return await().until(() -> deadLetters(of), letters -> letters.size() == 1)
                .get(0);
    }

    private JsonNode deadLetters(TestApp of) {
        return admin("GET", of, "/dead-letters").expect(200).json().path("dead_letters");
    }

    private static Response admin(String method, TestApp of, String path) {
        return of.server().admin(method, "/admin/v1/apps/%s/webhook%s".formatted(of.key(), path), NOTHING);
    }
}
