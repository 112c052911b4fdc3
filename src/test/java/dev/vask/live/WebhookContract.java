package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookEvent.CacheMiss;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import dev.vask.protocol.WebhookEvent.ChannelVacated;
import dev.vask.protocol.WebhookEvent.ClientEvent;
import dev.vask.protocol.WebhookEvent.MemberAdded;
import dev.vask.protocol.WebhookEvent.MemberRemoved;
import dev.vask.protocol.WebhookEvent.SubscriptionCount;
import dev.vask.protocol.WebhookType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhook events of changes (13.9, 13.10): one event for each change across all nodes. */
interface WebhookContract extends LiveContract {

    Duration GRACE = LiveStateFixture.GRACE;

    /** An app with a webhook for all types of events. */
    static App appWithWebhook() {
        return appWithWebhook(EnumSet.allOf(WebhookType.class));
    }

    static App appWithWebhook(Set<WebhookType> types) {
        return newApp().withWebhook(new Webhook("https://example.com", true, types, false, Map.of(), 7));
    }

    /** An app with a webhook for channels and members. */
    static App appWithChannelWebhook() {
        return appWithWebhook(EnumSet.of(
                WebhookType.CHANNEL_OCCUPIED,
                WebhookType.CHANNEL_VACATED,
                WebhookType.MEMBER_ADDED,
                WebhookType.MEMBER_REMOVED));
    }

    /** The events since the last call. */
    default List<WebhookEvent> reported(App app) {
        WebhookQueue queue = live().webhooks();
        List<WebhookEvent> events = new ArrayList<>();
        TakeResult taken = await(queue.take(app.key(), app, new TakeRequest(null, 1_000, 0, Duration.ofSeconds(10))));
        assertThat(taken).isInstanceOf(TakeResult.Owned.class);
        for (Delivery delivery : ((TakeResult.Owned) taken).first()) {
            events.addAll(delivery.events());
            await(queue.done(app.key(), delivery));
        }
        events.removeIf(event -> event.channel().startsWith("fence-")); // used by {@link TestConnection}
        return events;
    }

    @Test
    default void the_first_subscription_occupies_and_the_last_vacates_across_nodes() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");

        ada.subscribe("room");
        bob.subscribe("room");
        ada.disconnect();
        fixture().advance(GRACE);
        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"));

        bob.unsubscribe("room");
        assertThat(reported(app)).isEmpty();
        fixture().advance(GRACE);
        assertThat(reported(app)).containsExactly(new ChannelVacated("room"));
    }

    @Test
    default void a_member_is_added_with_the_first_connection_and_removed_with_the_last() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        TestConnection bob = connection(app, "b");

        ada.join("presence-x", member("ada"));
        secondAda.join("presence-x", member("ada"));
        bob.join("presence-x", member("bob"));
        ada.disconnect();
        bob.disconnect();
        secondAda.disconnect();
        fixture().advance(GRACE);

        assertThat(reported(app))
                .startsWith(
                        new ChannelOccupied("presence-x"),
                        new MemberAdded("presence-x", "ada"),
                        new MemberAdded("presence-x", "bob"),
                        new MemberRemoved("presence-x", "bob"))
                .endsWith(new ChannelVacated("presence-x"))
                .contains(new MemberRemoved("presence-x", "ada"))
                .hasSize(6);
    }

    @Test
    default void a_return_within_the_grace_period_is_not_reported() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app, "a");
        ada.join("presence-x", member("ada"));
        reported(app);

        ada.disconnect();
        TestConnection again = connection(app, "b");
        again.join("presence-x", member("ada"));
        fixture().advance(GRACE);
        assertThat(reported(app)).isEmpty();

        again.disconnect();
        fixture().advance(GRACE);
        assertThat(reported(app))
                .containsExactly(new MemberRemoved("presence-x", "ada"), new ChannelVacated("presence-x"));
    }

    @Test
    default void another_member_within_the_grace_period_keeps_the_channel_occupied() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app);
        ada.join("presence-x", member("ada"));
        reported(app);

        ada.disconnect();
        connection(app, "b").join("presence-x", member("bob"));
        fixture().advance(GRACE);

        assertThat(reported(app))
                .containsExactly(new MemberAdded("presence-x", "bob"), new MemberRemoved("presence-x", "ada"));
    }

    @Test
    default void a_client_event_is_reported_with_its_socket_id_and_member() {
        App app = appWithWebhook(EnumSet.of(WebhookType.CLIENT_EVENT));
        TestConnection ada = connection(app);

        publish(app, clientEvent("presence-x", "1\n\"\\é", ada, "ada"), clientEvent("private-x", "2", ada, null));
        publish(app, event("private-x", "3"));

        assertThat(reported(app))
                .containsExactly(
                        new ClientEvent("presence-x", "client-news", "1\n\"\\é", ada.id.value(), "ada"),
                        new ClientEvent("private-x", "client-news", "2", ada.id.value(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "private-encrypted-cache-x"})
    default void a_cache_miss_is_reported_once_until_the_cache_is_populated(String channel) {
        App app = appWithWebhook(EnumSet.of(WebhookType.CACHE_MISS));
        TestConnection ada = connection(app, "a");
        ada.subscribe(channel);
        connection(app, "b").subscribe(channel);
        assertThat(reported(app)).containsExactly(new CacheMiss(channel));

        publish(app, event(channel, "1"));
        connection(app).subscribe(channel);

        assertThat(reported(app)).isEmpty();
    }

    @Test
    default void a_cache_miss_is_reported_again_after_the_channel_was_vacated() {
        App app = appWithWebhook(EnumSet.of(WebhookType.CACHE_MISS));
        for (int i = 0; i < 2; i++) {
            TestConnection ada = connection(app);
            ada.subscribe("cache-x");
            ada.disconnect();
        }

        assertThat(reported(app)).containsExactly(new CacheMiss("cache-x"), new CacheMiss("cache-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "encrypted-cache-x", "private-presence-cache-x", "cachex"})
    default void other_channels_report_no_cache_miss(String channel) {
        App app = appWithWebhook(EnumSet.of(WebhookType.CACHE_MISS));
        connection(app).subscribe(channel);

        assertThat(reported(app)).isEmpty();
    }

    @Test
    default void subscription_counts_are_reported_even_if_subscribers_do_not_receive_them() {
        App app = appWithWebhook(EnumSet.of(WebhookType.SUBSCRIPTION_COUNT));
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");
        ada.join("presence-x", member("ada"));
        assertThat(ada.received()).isEmpty();
        bob.disconnect();
        ada.disconnect();

        List<WebhookEvent> counts =
                reported(app).stream().filter(it -> it.channel().equals("room")).toList();
        assertThat(counts)
                .containsExactly(
                        new SubscriptionCount("room", 1),
                        new SubscriptionCount("room", 2),
                        new SubscriptionCount("room", 1),
                        new SubscriptionCount("room", 0));
    }

    @Test
    default void above_100_subscribers_counts_are_reported_at_most_every_five_seconds() {
        App app = appWithWebhook(EnumSet.of(WebhookType.SUBSCRIPTION_COUNT));
        for (int i = 0; i < 103; i++) {
            connection(app).subscribe("room");
        }
        assertThat(reported(app)).hasSize(100).endsWith(new SubscriptionCount("room", 100));

        fixture().advance(ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL);

        assertThat(reported(app)).containsExactly(new SubscriptionCount("room", 103));
    }

    @Test
    default void nothing_is_reported_without_a_webhook_or_with_a_disabled_one() {
        App none = newApp();
        App disabled = newApp().withWebhook(
                        new Webhook("https://example.com", false, Set.of(WebhookType.values()), false, Map.of(), 7));
        for (App app : List.of(none, disabled)) {
            TestConnection ada = connection(app);
            ada.join("presence-cache-x", member("ada"));
            publish(app, clientEvent("presence-cache-x", "1", ada, "ada"));
            ada.disconnect();
            fixture().advance(GRACE);

            assertThat(reported(app)).isEmpty();
        }
    }

    @Test
    default void an_occupation_reverts_a_waiting_channel_vacated() {
        App app = appWithChannelWebhook();
        for (int i = 0; i < 2; i++) {
            TestConnection ada = connection(app);
            ada.subscribe("room");
            ada.disconnect();
            fixture().advance(GRACE);
            await(live().webhooks()
                    .take(app.key(), app, new TakeRequest(null, 0, 0, GRACE))); // moves due held events to the queue
        }

        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"), new ChannelVacated("room"));

        connection(app).subscribe("room");
        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"));
    }

    @Test
    default void a_taken_channel_vacated_is_not_reverted() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app);
        ada.subscribe("room");
        ada.disconnect();
        fixture().advance(GRACE);
        await(live().webhooks().take(app.key(), app, new TakeRequest(null, 1_000, 0, GRACE)));

        connection(app).subscribe("room");

        assertThat(reported(app))
                .containsExactly(new ChannelOccupied("room"), new ChannelVacated("room"), new ChannelOccupied("room"));
        assertThat(await(live().webhooks().status(app.key())).waitingEvents()).isZero();
    }

    @Test
    default void held_events_are_limited() {
        App app = appWithChannelWebhook();
        long half = LiveStateFixture.LIMITS.webhooks().held() / 2;
        for (int i = 0; i < half + 5; i++) {
            TestConnection visitor = connection(app);
            visitor.subscribe("room-" + i);
            visitor.disconnect();
        }
        TestConnection ada = connection(app);
        ada.join("presence-x", member("ada"));
        ada.disconnect();

        WebhookStatus status = await(live().webhooks().status(app.key()));
        assertThat(status.heldEvents()).isEqualTo(half + 2);
        assertThat(status.droppedEvents()).isEqualTo(5);
    }

    @Test
    default void held_events_of_an_earlier_webhook_are_not_reported_to_a_later_one() {
        App app = appWithChannelWebhook();
        TestConnection ada = connection(app);
        ada.subscribe("room");
        ada.disconnect();
        reported(app);

        App later = app.withWebhook(app.webhook().ofGeneration(8));
        connection(later).subscribe("another");
        fixture().advance(GRACE);
        assertThat(reported(later)).containsExactly(new ChannelOccupied("another"));

        connection(later).subscribe("room");
        assertThat(reported(later)).containsExactly(new ChannelOccupied("room"));
    }
}
