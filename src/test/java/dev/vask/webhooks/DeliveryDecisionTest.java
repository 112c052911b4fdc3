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

/** What becomes of a delivery as its app changes (13.1). */
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

    private DeliveryDecision verdict(long generation, @Nullable Webhook webhook) {
        return DeliveryDecision.of(of(generation), Optional.of(app.withWebhook(webhook)), NOW);
    }

    @Test
    void what_is_for_the_webhook_that_there_is_is_sent() {
        assertThat(verdict(5, webhook(true, 5)))
                .isInstanceOfSatisfying(DeliveryDecision.Send.class, it -> assertThat(it.events())
                        .containsExactly(EVENT));
        assertThat(verdict(Delivery.ANY_GENERATION, webhook(true, 5))).isInstanceOf(DeliveryDecision.Send.class);
    }

    @Test
    void what_is_for_an_earlier_or_a_disabled_one_is_dropped() {
        assertThat(verdict(4, webhook(true, 5))).isEqualTo(new DeliveryDecision.Drop());
        assertThat(verdict(5, webhook(false, 5))).isEqualTo(new DeliveryDecision.Drop());
        assertThat(verdict(Delivery.ANY_GENERATION, webhook(false, 5))).isEqualTo(new DeliveryDecision.Drop());
    }

    @Test
    void what_is_not_asked_for_any_more_is_dropped() {
        Webhook other = new Webhook("https://example.com", true, Set.of(WebhookType.CACHE_MISS), false, Map.of(), 5);

        assertThat(verdict(5, other)).isEqualTo(new DeliveryDecision.Drop());
    }

    @Test
    void what_is_for_one_that_this_instance_has_yet_to_hear_of_waits() {
        assertThat(verdict(6, webhook(true, 5))).isEqualTo(new DeliveryDecision.Wait());
        assertThat(verdict(NOW - 9_000, null)).isEqualTo(new DeliveryDecision.Wait());
        assertThat(DeliveryDecision.of(of(NOW - 9_000), Optional.empty(), NOW)).isEqualTo(new DeliveryDecision.Wait());
    }

    @Test
    void without_a_webhook_or_an_app_the_rest_is_dropped() {
        assertThat(verdict(NOW - 11_000, null)).isEqualTo(new DeliveryDecision.Drop());
        assertThat(DeliveryDecision.of(of(5), Optional.empty(), NOW)).isEqualTo(new DeliveryDecision.Drop());
    }
}
