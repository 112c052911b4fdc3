package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The quota of events per calendar month (14.1, 14.3). Fails if the month ends during the test. */
class MonthlyQuotaIT {

    private static final Map<String, ?> UNLIMITED = Map.of("quotas", Map.of());

    private final Server server = Server.standard();

    private TestApp monthly(int events) {
        return server.app(Map.of("client_events", true, "quotas", Map.of("events_per_month", events)));
    }

    private static void assertRejected(Response response, int limit) {
        response.expect(429);
        assertThat(response.json().path("error").textValue())
                .contains("events_per_month (%d)".formatted(limit), "when the month ends");
        Instant nextMonth = YearMonth.now(ZoneOffset.UTC)
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        long wait = response.headers().firstValueAsLong("Retry-After").orElseThrow();
        long left = Duration.between(Instant.now(), nextMonth).toSeconds();
        assertThat(wait).isBetween(left, left + 30);
    }

    private static String toChannels(String channels) {
        return "{\"name\":\"news\",\"channels\":[%s],\"data\":\"1\",\"info\":\"subscription_count\"}"
                .formatted(channels);
    }

    @Test
    void a_publish_counts_once_per_channel_and_is_rejected_as_a_whole() {
        TestApp app = monthly(4);
        Backend backend = app.backend();
        PusherClient client = app.connect().subscribe("a");

        backend.post("/events", toChannels("\"a\",\"b\",\"c\",\"a\"")).expect(200);
        assertRejected(backend.post("/events", toChannels("\"a\",\"b\"")), 4);
        backend.post("/events", toChannels("\"a\"")).expect(200);
        assertRejected(backend.post("/events", toChannels("\"a\"")), 4);

        app.change(UNLIMITED);
        client.receives("news", "a");
        client.receives("news", "a");
        client.receivesNothingMore();
    }

    @Test
    void each_event_of_a_batch_counts() {
        Backend backend = monthly(3).backend();
        String two = """
                {"batch":[{"name":"n","channel":"a","data":""},{"name":"n","channel":"a","data":""}]}""";

        backend.post("/batch_events", two).expect(200);
        assertRejected(backend.post("/batch_events", two), 3);
        backend.publish("a", "n", "");
    }

    @Test
    void an_event_for_a_user_counts_once() {
        Backend backend = monthly(1).backend();

        backend.publishToUser("ada", "n", "");
        assertRejected(backend.post("/users/ada/events", "{\"name\":\"n\",\"data\":\"\"}"), 1);
    }

    @Test
    void a_client_event_counts_once_and_is_rejected_with_4301() {
        TestApp app = monthly(2);
        PusherClient sender = app.connect().subscribePrivate("private-room");
        PusherClient other = app.connect().subscribePrivate("private-room");

        sender.send("client-hi", "private-room", "\"1\"");
        other.receives("client-hi", "private-room", "1");
        app.backend().publish("elsewhere", "n", "");
        sender.send("client-hi", "private-room", "\"2\"");

        ReceivedFrame error = sender.receivesError(4301);
        assertThat(error.data().path("message").textValue()).contains("quota events_per_month (2)");
        app.change(UNLIMITED);
        other.receivesNothingMore();
    }

    @Test
    void rejected_requests_and_reads_do_not_count() { // 4.0.6, 14.4
        Backend backend = monthly(1).backend();

        backend.post("/events", "{}").expect(400);
        backend.get("/channels").expect(200);
        backend.terminate("ada");

        backend.publish("a", "n", "");
    }

    @Test
    void a_raised_quota_applies_immediately() {
        TestApp app = monthly(1);
        app.backend().publish("a", "n", "");
        assertRejected(app.backend().post("/events", toChannels("\"a\"")), 1);

        app.change(Map.of("quotas", Map.of("events_per_month", 2)));

        app.backend().publish("a", "n", "");
        assertRejected(app.backend().post("/events", toChannels("\"a\"")), 2);
    }
}
