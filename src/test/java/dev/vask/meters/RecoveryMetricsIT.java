package dev.vask.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metrics of histories and resumptions ({@code docs/recovery.md}). */
class RecoveryMetricsIT {

    private final Server server = Server.with(Map.of("vask.metrics.apps", "2"));

    @Test
    void stored_events_and_resumptions_are_counted() {
        TestApp app = server.app(Map.of("history", Map.of("enabled", true)));
        String first = publish(app, "1");
        publish(app, "2");
        PusherClient client = app.connect("protocol=8").established();

        client.send("pusher:subscribe", Map.of("channel", "x", "resume_after_id", first));
        client.receives("pusher_internal:subscription_succeeded", "x");
        client.receives("n", "x", "2");
        client.send("pusher:subscribe", Map.of("channel", "y", "resume_after_id", "abc:1"));
        client.receives("pusher_internal:subscription_succeeded", "y");

        MetricsScrape metrics = MetricsScrape.of(server);
        assertThat(metrics.of("vask_history_events", app.key())).isEqualTo(2);
        assertThat(metrics.of("vask_history_bytes", app.key())).isPositive();
        assertThat(metrics.of("vask_resumptions_total", app.key(), "result", "ok"))
                .isEqualTo(1);
        assertThat(metrics.of("vask_resumptions_total", app.key(), "result", "epoch"))
                .isEqualTo(1);
        assertThat(metrics.of("vask_replayed_events_total", app.key())).isEqualTo(1);
    }

    private static String publish(TestApp app, String data) {
        return app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channel", "x", "data", data, "return_ids", true)))
                .expect(200)
                .json()
                .at("/event_ids/x")
                .asText();
    }
}
