package dev.vask.live.redis.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.redis.connection.RedisConnections;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookEventsTest {

    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections notConnected =
            new RedisConnections(Redis.createClient(vertx), vertx, List.of(), Duration.ofSeconds(3), nanos -> {});
    private final WebhookEvents webhooks = new WebhookEvents(
            notConnected, new RedisKeys("test"), Duration.ofSeconds(2), new WebhookQueueLimits(10, 5_120, 30));
    private final App app = App.withDefaults("app", new Secret("secret"));

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void all_events_of_an_app_whose_settings_cannot_be_loaded_are_recorded() {
        assertThat(webhooks.recordedForUnknown()).isEqualTo("-1;2000;acmorsv;10;5120;10");
    }

    @Test
    void the_events_of_the_webhook_are_recorded() {
        assertThat(webhooks.recorded(app.withWebhook(Webhook.to("https://example.com/hooks"))))
                .isEqualTo("0;2000;acmorv;10;5120;10");
        assertThat(webhooks.recorded(app.withWebhook(new Webhook(
                        "https://example.com/hooks",
                        true,
                        Set.of(WebhookType.SUBSCRIPTION_COUNT, WebhookType.CACHE_MISS),
                        false,
                        Map.of(),
                        7))))
                .isEqualTo("7;2000;ms;10;5120;10");
    }

    @Test
    void nothing_is_recorded_without_an_enabled_webhook() {
        Webhook disabled = new Webhook("https://example.com/hooks", false, WebhookType.DEFAULTS, false, Map.of(), 0);

        assertThat(webhooks.recorded(null)).isEmpty();
        assertThat(webhooks.recorded(app)).isEmpty();
        assertThat(webhooks.recorded(app.withWebhook(disabled))).isEmpty();
    }
}
