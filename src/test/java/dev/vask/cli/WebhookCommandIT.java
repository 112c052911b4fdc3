package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.CliRun;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code vask webhook}. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class WebhookCommandIT {

    private final Server server = Server.with(Map.of(
            "vask.webhooks.allow-private-targets", "true",
            "vask.webhooks.backoff", "20ms",
            "vask.webhooks.timeout", "8s"));
    private final WebhookEndpoint endpoint = new WebhookEndpoint();
    private final TestApp app =
            server.app(Map.of("webhook", Map.of("url", endpoint.url(), "events", List.of("channel_occupied"))));

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void a_test_event_is_delivered() {
        assertThat(vask("webhook", "test", app.key()).expect(0).out())
                .containsPattern("(?m)^delivered +true$")
                .containsPattern("(?m)^status +200$");
        assertThat(endpoint.awaitRequests(1)).hasSize(1);
    }

    @Test
    void a_test_event_that_is_not_accepted_is_1() {
        endpoint.respondsWith(500);

        CliRun run = vask("webhook", "test", app.key()).expect(1);
        assertThat(run.out()).containsPattern("(?m)^delivered +false$");
        assertThat(run.err()).contains("The endpoint did not accept the test event: ");
    }

    @Test
    void dead_letters_are_listed_and_replayed() {
        endpoint.respondsWith(500);
        try (PusherClient client = app.connect().subscribe("orders")) {
            await().until(() -> vask("webhook", "status", app.key(), "--json")
                            .expect(0)
                            .json()
                            .path("dead_letters")
                            .intValue()
                    == 1);
            client.awaitProcessed();
        }
        List<String> lines = vask("webhook", "dead-letters", app.key(), "--limit", "5")
                .expect(0)
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).matches("DELIVERY +GIVEN UP AT +ATTEMPTS +EVENTS +ERROR");
        assertThat(lines.getLast()).matches("\\S+ +20\\S+Z +\\d+ +channel_occupied +.*500.*");
        String delivery = lines.getLast().split(" ")[0];

        endpoint.respondsWith(200);
        assertThat(vask("webhook", "replay", app.key(), delivery)
                        .expect(0)
                        .out()
                        .strip())
                .matches("replayed +1");
        assertThat(vask("webhook", "replay", app.key(), "--json")
                        .expect(0)
                        .json()
                        .path("replayed")
                        .intValue())
                .isZero();
        assertThat(vask("webhook", "replay", app.key(), "none").expect(4).err()).contains("no_such_dead_letter");
    }

    @Test
    void an_app_without_a_webhook_is_4() {
        assertThat(vask("webhook", "test", server.app().key()).expect(4).err()).contains("no_webhook");
    }

    private CliRun vask(String... arguments) {
        return CliRun.run(
                Map.of("VASK_URL", server.management().toString(), "VASK_ADMIN_TOKEN", server.adminToken()), arguments);
    }
}
