package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.PusherClient;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers who cause more events than the queue of an app may hold, while its backend is slow. */
class FullQueueIT {

    private static final int MAX_EVENTS = 600;
    private static final int STRANGERS = 10;
    private static final int CHANNELS = 150;

    private final Server server = Server.small(Map.of(
            "vask.webhooks.allow-private-targets", "true", "vask.webhooks.queue-events", Integer.toString(MAX_EVENTS)));
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final TestApp app = Hooks.app(server, backend);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void strangers_do_not_push_out_what_members_and_clients_cause_and_drops_are_shown() {
        long begun = System.nanoTime();
        backend.respondsWith(request -> new WebhookEndpoint.Reply.Delayed(Duration.ofSeconds(2)));
        for (int i = 0; i < STRANGERS; i++) {
            occupies(app.connect(), "room-%d-".formatted(i));
        }
        PusherClient ada = app.connect().join("presence-room", "ada");
        ada.send("client-typing", "presence-room", "\"late\"").awaitProcessed();

        JsonNode full = status();
        assertThat(full.path("waiting_events").asInt()).isBetween(3, MAX_EVENTS / 2 + 3);
        assertThat(full.path("dropped_events").asInt()).isPositive();
        assertThat(full.path("last_dropped_at_ms").asLong()).isPositive();

        backend.respondsWith(200);

        await().untilAsserted(() -> {
            List<String> told = backend.events();
            assertThat(told).contains("{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"ada\"}");
            assertThat(told).anyMatch(event -> event.contains("\"late\""));
            long occupied =
                    told.stream().filter(event -> event.contains("\"room-")).count();
            assertThat(occupied + status().path("dropped_events").asLong()).isEqualTo(STRANGERS * CHANNELS);
        });
        long dropped = status().path("dropped_events").asLong();
        await().untilAsserted(() -> {
            assertThat(metric("vask_webhooks_dropped_total{app=\"%s\"".formatted(app.key())))
                    .isEqualTo(dropped);
            assertThat(metric("vask_rejections_total{limit=\"webhook_events\"")).isGreaterThanOrEqualTo(dropped);
            assertThat(status().path("waiting_events").asInt()).isZero();
        });
        long minutes = Duration.ofNanos(System.nanoTime() - begun).toMinutes();
        assertThat(server.log().split("The webhook queue of app %s is full".formatted(app.key()), -1).length - 1L)
                .as("warnings")
                .isBetween(1L, 1 + minutes);
    }

    private static void occupies(PusherClient stranger, String prefix) {
        for (int i = 0; i < CHANNELS; i++) {
            stranger.send("pusher:subscribe", Map.of("channel", prefix + i));
        }
        for (int i = 0; i < CHANNELS; i++) {
            stranger.receives("pusher_internal:subscription_succeeded", prefix + i);
        }
    }

    private JsonNode status() {
        return server.admin("GET", "/admin/v1/apps/%s/webhook/status".formatted(app.key()), new byte[0])
                .expect(200)
                .json();
    }

    private long metric(String series) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(series) + "[^}]*} (\\S+)$")
                .matcher(server.request("GET", "/q/metrics", new byte[0]).body());
        return line.find() ? Math.round(Double.parseDouble(line.group(1))) : 0;
    }
}
