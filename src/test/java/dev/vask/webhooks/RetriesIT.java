package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Stays;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
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

/** Retries and dead letters of failed deliveries (13.7, 13.8). */
class RetriesIT {

    private static final byte[] NO_BODY = {};

    private final Server server = WebhookApps.fastRetryServer();
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final TestApp app = WebhookApps.app(server, backend);

    @AfterEach
    void close() {
        backend.close();
    }

    static Stream<Reply> failures() {
        return Stream.of(
                new Reply.Status(500),
                new Reply.Status(404),
                new Reply.Status(301),
                new Reply.Delayed(Duration.ofSeconds(12)),
                new Reply.Abort(),
                new Reply.Text("this is no HTTP\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failed_delivery_is_retried_with_the_same_bytes(Reply failure) {
        AtomicInteger requests = new AtomicInteger();
        backend.respondsWith(request -> requests.incrementAndGet() <= 2 ? failure : new Reply.Status(204));

        app.connect().subscribe("room");

        List<ReceivedRequest> attempts = backend.awaitRequests(3);
        assertThat(attempts)
                .extracting(ReceivedRequest::deliveryId)
                .containsOnly(attempts.getFirst().deliveryId());
        assertThat(attempts)
                .extracting(ReceivedRequest::body)
                .containsOnly(attempts.getFirst().body());
        assertThat(attempts)
                .extracting(it -> it.header("X-Pusher-Signature"))
                .containsOnly(app.signer().sign(attempts.getFirst().body()));
        Stays.trueFor(Duration.ofMillis(300), () -> backend.received().size() == 3);
    }

    @Test
    void a_redirect_is_not_followed() {
        WebhookEndpoint redirectTarget = new WebhookEndpoint();
        backend.respondsWith(request -> new Reply.Text(
                "HTTP/1.1 307 There\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(redirectTarget.url())));

        app.connect().subscribe("room");

        assertThat(deadLetter(app).path("error").asText()).contains("307");
        assertThat(redirectTarget.received()).isEmpty();
        redirectTarget.close();
    }

    @Test
    void an_endpoint_receives_all_events_after_an_outage() {
        TestApp webhookApp = WebhookApps.app(WebhookApps.defaultServer(), backend.refuseConnections());
        PusherClient client = webhookApp.connect();
        for (int i = 0; i < 20; i++) {
            client.subscribe("room-" + i);
        }
        client.awaitProcessed();

        backend.acceptConnections();

        await().untilAsserted(() -> assertThat(backend.events()).hasSize(20));
    }

    @Test
    void a_delivery_that_keeps_failing_becomes_a_dead_letter_and_can_be_replayed() {
        backend.respondsWith(503);
        app.connect().subscribe("room");

        JsonNode letter = deadLetter(app);

        List<ReceivedRequest> attempts = backend.received();
        assertThat(attempts).hasSize(9);
        assertThat(letter.path("delivery").asText())
                .isEqualTo(attempts.getFirst().deliveryId());
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
        assertThat(replayed.deliveryId()).isEqualTo(attempts.getFirst().deliveryId());
        assertThat(replayed.events()).isEqualTo(attempts.getFirst().events());
        assertThat(replayed.json().path("time_ms").asLong())
                .isGreaterThan(attempts.getFirst().json().path("time_ms").asLong());
        assertThat(deadLetters(app)).isEmpty();
    }

    @Test
    void a_failed_event_does_not_delay_the_next_event_of_its_channel() {
        backend.respondsWith(request -> new Reply.Status(request.body().contains("ada") ? 500 : 200));

        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "bob");

        await().untilAsserted(() -> assertThat(backend.events()).anyMatch(event -> event.contains("bob")));
    }

    @Test
    void a_slow_endpoint_does_not_delay_other_apps() {
        Server patient = WebhookApps.patientServer();
        backend.respondsWith(request -> new Reply.Delayed(WebhookApps.LONG_TIMEOUT));
        PusherClient client = WebhookApps.app(patient, backend).connect();
        for (int i = 0; i < 100; i++) {
            client.subscribe("room-" + i);
        }
        backend.awaitRequests(1);
        WebhookEndpoint healthy = new WebhookEndpoint();
        TestApp other = WebhookApps.app(patient, healthy);

        other.connect().subscribe("room");

        // No request to the slow endpoint is answered or given up meanwhile.
        healthy.receives("{\"name\":\"channel_occupied\",\"channel\":\"room\"}");
        assertThat(backend.received()).extracting(ReceivedRequest::deliveryId).doesNotHaveDuplicates();
        healthy.close();
    }

    @Test
    void first_attempts_of_a_channel_are_in_order_although_one_in_five_fails() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        backend.respondsWith(request -> new Reply.Status(
                seen.add(request.deliveryId())
                                && Math.floorMod(request.deliveryId().hashCode(), 5) == 0
                        ? 500
                        : 200));
        PusherClient client = app.connect().subscribePrivate("private-room");
        for (int i = 0; i < 9; i++) {
            client.send("client-n", "private-room", Integer.toString(i));
        }
        client.awaitProcessed();

        await().untilAsserted(() -> assertThat(seen).hasSize(10));
        assertThat(backend.events())
                .extracting(event -> Json.parse(event).path("data").asText())
                .containsExactly("", "0", "1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    void a_running_delivery_is_not_sent_a_second_time() throws InterruptedException {
        TestApp webhookApp = WebhookApps.app(
                WebhookApps.defaultServer(),
                backend.respondsWith(request -> new Reply.Delayed(Duration.ofMillis(700))));
        PusherClient client = webhookApp.connect();

        for (int i = 0; i < 10; i++) {
            client.subscribe("room-" + i);
            Thread.sleep(800); // the deliverer is idle after each
        }

        backend.awaitRequests(10);
        assertThat(backend.received()).extracting(ReceivedRequest::deliveryId).doesNotHaveDuplicates();
    }

    @Test
    void disabling_the_webhook_stops_its_retries() {
        Server withDefaultTimes = WebhookApps.defaultServer();
        TestApp webhookApp = WebhookApps.app(withDefaultTimes, backend.respondsWith(500));
        WebhookEndpoint stillEnabled = new WebhookEndpoint();
        WebhookApps.app(withDefaultTimes, stillEnabled.respondsWith(500))
                .connect()
                .subscribe("room");
        webhookApp.connect().subscribe("room");
        backend.awaitRequests(2);
        stillEnabled.awaitRequests(2);

        webhookApp.change(Map.of("webhook", Map.of("url", backend.url(), "enabled", false)));
        int attempts = backend.received().size();
        webhookApp.change(Map.of("webhook", Map.of("url", backend.url())));

        stillEnabled.awaitRequests(4); // without the change, the third and perhaps the fourth attempt were made by now
        assertThat(backend.received()).hasSize(attempts);
        stillEnabled.close();
        backend.respondsWith(200);
        webhookApp.connect().subscribe("another");
        assertThat(backend.awaitRequests(attempts + 1).getLast().events())
                .containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"another\"}");
    }

    @Test
    void a_changed_url_receives_the_queued_events() {
        TestApp webhookApp = WebhookApps.app(WebhookApps.defaultServer(), backend.respondsWith(500));
        webhookApp.connect().subscribe("room");
        backend.awaitRequests(1);
        WebhookEndpoint newEndpoint = new WebhookEndpoint();

        webhookApp.change(Map.of("webhook", Map.of("url", newEndpoint.url())));

        assertThat(newEndpoint.awaitRequests(1).getFirst().deliveryId())
                .isEqualTo(backend.received().getFirst().deliveryId());
        newEndpoint.close();
    }

    private JsonNode deadLetter(TestApp of) {
        return await().until(() -> deadLetters(of), letters -> letters.size() == 1)
                .get(0);
    }

    private JsonNode deadLetters(TestApp of) {
        return admin("GET", of, "/dead-letters").expect(200).json().path("dead_letters");
    }

    private static Response admin(String method, TestApp of, String path) {
        return of.server().admin(method, "/admin/v1/apps/%s/webhook%s".formatted(of.key(), path), NO_BODY);
    }
}
