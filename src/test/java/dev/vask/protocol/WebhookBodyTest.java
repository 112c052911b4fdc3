package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.protocol.WebhookEvent.CacheMiss;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import dev.vask.protocol.WebhookEvent.ChannelVacated;
import dev.vask.protocol.WebhookEvent.ClientEvent;
import dev.vask.protocol.WebhookEvent.MemberAdded;
import dev.vask.protocol.WebhookEvent.MemberRemoved;
import dev.vask.protocol.WebhookEvent.SubscriptionCount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact bodies of webhooks and their signatures (13.5, 3.4). */
class WebhookBodyTest {

    private final Secret secret = new Secret("s3cr3t-4b1d9e07c6");

    private String sign(String body) {
        return secret.signWebhook(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void vector_w1() {
        String body = WebhookBody.of(1779400000123L, List.of(new ChannelOccupied("public-feed")));

        assertThat(body)
                .isEqualTo(
                        "{\"time_ms\":1779400000123,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"public-feed\"}]}");
        assertThat(sign(body)).isEqualTo("a44f5e87fdd54f543c9cf60bac30d2fc4b91a07d53977bf6e3a747b817408e0b");
    }

    @Test
    void vector_w2() {
        String body = WebhookBody.of(
                1779400000456L,
                List.of(new ClientEvent(
                        "presence-room.42", "client-typing", "{\"is_typing\":true}", "1234.5678", "user-123")));

        assertThat(sign(body)).isEqualTo("486f5fa6a01c93a52200dabe6d15fc8ef7505e4fa0e1d2aa9949dbe2cb5ae988");
    }

    @Test
    void every_event_has_the_fields_of_its_type() {
        assertThat(WebhookBody.of(
                        1,
                        List.of(
                                new ChannelVacated("x"),
                                new CacheMiss("cache-x"),
                                new MemberAdded("presence-x", "10"),
                                new MemberRemoved("presence-x", "ä"),
                                new ClientEvent("private-x", "client-é", "", "1.2", null),
                                new SubscriptionCount("x", 0))))
                .isEqualTo("""
                        {"time_ms":1,"events":[{"name":"channel_vacated","channel":"x"},\
                        {"name":"cache_miss","channel":"cache-x"},\
                        {"name":"member_added","channel":"presence-x","user_id":"10"},\
                        {"name":"member_removed","channel":"presence-x","user_id":"ä"},\
                        {"name":"client_event","channel":"private-x","event":"client-é","data":"","socket_id":"1.2"},\
                        {"name":"subscription_count","channel":"x","subscription_count":0}]}""");
    }

    @Test
    void all_but_subscription_counts_are_on_by_default() {
        assertThat(WebhookType.DEFAULTS).hasSize(6).doesNotContain(WebhookType.SUBSCRIPTION_COUNT);
    }
}
