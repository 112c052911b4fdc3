package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decisions on deliveries whose app has changed (13.1). */
class DeliveryDecisionTest {

    private static final long NOW = 1_000_000_000;
    private static final WebhookEvent EVENT = new WebhookEvent.ChannelOccupied("x");

    private final App app = App.withDefaults("shop", new Secret("s"));

    private static Delivery of(long generation) {
        return Delivery.of("id", "1", 1, generation, EVENT);
    }

    private static Webhook webhook(boolean enabled, long generation) {
        return new Webhook("https://example.com", enabled, WebhookType.DEFAULTS, false, Map.of(), generation);
    }

    private DeliveryDecision decision(long generation, @Nullable Webhook webhook) {
        return DeliveryDecision.of(of(generation), Optional.of(app.withWebhook(webhook)), NOW);
    }

    @Test
    void a_delivery_for_the_current_webhook_is_sent() {
        assertThat(decision(5, webhook(true, 5)))
                .isInstanceOfSatisfying(DeliveryDecision.Send.class, it -> assertThat(it.events())
                        .containsExactly(EVENT));
        assertThat(decision(Delivery.ANY_GENERATION, webhook(true, 5))).isInstanceOf(DeliveryDecision.Send.class);
    }

    @Test
    void a_delivery_for_an_earlier_or_disabled_webhook_is_dropped() {
        assertThat(decision(4, webhook(true, 5))).isEqualTo(new DeliveryDecision.Drop());
        assertThat(decision(5, webhook(false, 5))).isEqualTo(new DeliveryDecision.Drop());
        assertThat(decision(Delivery.ANY_GENERATION, webhook(false, 5))).isEqualTo(new DeliveryDecision.Drop());
    }

    @Test
    void an_event_type_that_is_no_longer_selected_is_dropped() {
        Webhook other = new Webhook("https://example.com", true, Set.of(WebhookType.CACHE_MISS), false, Map.of(), 5);

        assertThat(decision(5, other)).isEqualTo(new DeliveryDecision.Drop());
    }

    @Test
    void a_delivery_for_a_webhook_that_this_node_does_not_know_yet_waits() {
        assertThat(decision(6, webhook(true, 5))).isEqualTo(new DeliveryDecision.Wait());
        assertThat(decision(NOW - 9_000, null)).isEqualTo(new DeliveryDecision.Wait());
        assertThat(DeliveryDecision.of(of(NOW - 9_000), Optional.empty(), NOW)).isEqualTo(new DeliveryDecision.Wait());
    }

    @Test
    void an_old_delivery_without_a_webhook_or_app_is_dropped() {
        assertThat(decision(NOW - 11_000, null)).isEqualTo(new DeliveryDecision.Drop());
        assertThat(DeliveryDecision.of(of(5), Optional.empty(), NOW)).isEqualTo(new DeliveryDecision.Drop());
    }
}
