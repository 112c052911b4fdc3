package dev.vask.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppChange;
import dev.vask.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The recent webhook attempts are bounded by number and by bytes. */
class AttemptLogTest {

    private static JsonNode attempts(AttemptLog log, String app) {
        ObjectNode answer = Json.object("{}");
        log.answer(Json.object("{\"app\":\"%s\"}".formatted(app)), answer);
        return answer.path("attempts");
    }

    private static WebhookAttempt attempt(int number, String body) {
        return new WebhookAttempt(
                Instant.EPOCH,
                "d" + number,
                1,
                "https://example.com",
                Map.of("X-Pusher-Signature", Optional.empty()),
                body,
                200,
                "",
                Duration.ofMillis(3),
                null);
    }

    @Test
    void the_newest_hundred_are_kept_newest_first() {
        AttemptLog log = new AttemptLog(TestFeed.config(Map.of()));
        for (int i = 0; i < 150; i++) {
            log.add("shop", "node", attempt(i, "{}"));
        }

        JsonNode kept = attempts(log, "shop");

        assertThat(kept).hasSize(AttemptLog.MAX_ATTEMPTS);
        assertThat(kept.path(0).path("delivery").asText()).isEqualTo("d149");
        assertThat(kept.path(0).at("/request_headers/X-Pusher-Signature").isNull())
                .isTrue();
        assertThat(attempts(log, "other")).isEmpty();
    }

    @Test
    void an_app_uses_an_eighth_of_the_bytes_and_the_oldest_apps_are_removed() {
        AttemptLog log = new AttemptLog(TestFeed.config(Map.of("vask.feed.attempt-bytes", "80000")));
        for (int app = 0; app < 20; app++) {
            for (int i = 0; i < 10; i++) {
                log.add("app-" + app, "node", attempt(i, "x".repeat(2_000)));
            }
        }

        assertThat(attempts(log, "app-19").size()).isBetween(1, 2);
        assertThat(attempts(log, "app-0")).isEmpty();
    }

    @Test
    void long_bodies_are_cut() {
        AttemptLog log = new AttemptLog(TestFeed.config(Map.of()));
        log.add("shop", "node", attempt(1, "x".repeat(5_000)));

        JsonNode kept = attempts(log, "shop").path(0);

        assertThat(kept.path("request_body").asText()).hasSize(4_096);
        assertThat(kept.path("request_truncated").asBoolean()).isTrue();
    }

    @Test
    void those_of_a_deleted_app_are_deleted() {
        AttemptLog log = new AttemptLog(TestFeed.config(Map.of()));
        log.add("shop", "node", attempt(1, "{}"));

        log.appChanged(new AppChange("shop", Optional.empty()));

        assertThat(attempts(log, "shop")).isEmpty();
    }
}
