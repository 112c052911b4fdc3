package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
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

/** What changes of the live state report to backends (13.9, 13.10): each change of the whole service once. */
interface WebhookContract extends LiveContract {

    Duration GRACE = LiveStateFixture.GRACE;

    /** An app whose backend is told everything. */
    static App told() {
        return told(EnumSet.allOf(WebhookType.class));
    }

    static App told(Set<WebhookType> types) {
        return newApp().withWebhook(new Webhook("https://example.com", true, types, false, Map.of(), 7));
    }

    /** An app whose backend is told of channels and members. */
    static App toldOfComingAndGoing() {
        return told(EnumSet.of(
                WebhookType.CHANNEL_OCCUPIED,
                WebhookType.CHANNEL_VACATED,
                WebhookType.MEMBER_ADDED,
                WebhookType.MEMBER_REMOVED));
    }

    /** What was reported since this was last asked. */
    default List<WebhookEvent> reported(App app) {
        WebhookQueue queue = live().webhooks();
        List<WebhookEvent> events = new ArrayList<>();
        TakeResult taken = await(queue.take(app.key(), app, new TakeRequest(null, 1_000, 0, Duration.ofSeconds(10))));
        assertThat(taken).isInstanceOf(TakeResult.Owned.class);
        for (Delivery delivery : ((TakeResult.Owned) taken).first()) {
            events.addAll(delivery.events());
            await(queue.done(app.key(), delivery));
        }
        events.removeIf(event -> event.channel().startsWith("fence-")); // by which peers wait
        return events;
    }

    @Test
    default void the_first_subscription_anywhere_occupies_and_the_last_one_vacates() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");

        ada.subscribe("room");
        bob.subscribe("room");
        ada.disconnect();
        service().advance(GRACE);
        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"));

        bob.unsubscribe("room");
        assertThat(reported(app)).isEmpty();
        service().advance(GRACE);
        assertThat(reported(app)).containsExactly(new ChannelVacated("room"));
    }

    @Test
    default void a_user_is_added_with_the_first_connection_anywhere_and_removed_with_the_last() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app, "a");
        Peer adaElsewhere = peer(app, "b");
        Peer bob = peer(app, "b");

        ada.join("presence-x", member("ada"));
        adaElsewhere.join("presence-x", member("ada"));
        bob.join("presence-x", member("bob"));
        ada.disconnect();
        bob.disconnect();
        adaElsewhere.disconnect();
        service().advance(GRACE);

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
    default void who_returns_within_the_grace_was_never_gone() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app, "a");
        ada.join("presence-x", member("ada"));
        reported(app);

        ada.disconnect();
        Peer again = peer(app, "b");
        again.join("presence-x", member("ada"));
        service().advance(GRACE);
        assertThat(reported(app)).isEmpty();

        again.disconnect();
        service().advance(GRACE);
        assertThat(reported(app))
                .containsExactly(new MemberRemoved("presence-x", "ada"), new ChannelVacated("presence-x"));
    }

    @Test
    default void another_user_in_the_grace_of_the_last_one_keeps_the_channel_but_is_added() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app);
        ada.join("presence-x", member("ada"));
        reported(app);

        ada.disconnect();
        peer(app, "b").join("presence-x", member("bob"));
        service().advance(GRACE);

        assertThat(reported(app))
                .containsExactly(new MemberAdded("presence-x", "bob"), new MemberRemoved("presence-x", "ada"));
    }

    @Test
    default void a_client_event_is_reported_with_its_socket_and_member() {
        App app = told(EnumSet.of(WebhookType.CLIENT_EVENT));
        Peer ada = peer(app);

        publish(app, clientEvent("presence-x", "1\n\"\\é", ada, "ada"), clientEvent("private-x", "2", ada, null));
        publish(app, event("private-x", "3"));

        assertThat(reported(app))
                .containsExactly(
                        new ClientEvent("presence-x", "client-news", "1\n\"\\é", ada.id.value(), "ada"),
                        new ClientEvent("private-x", "client-news", "2", ada.id.value(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "private-encrypted-cache-x"})
    default void a_missed_cache_is_reported_once_until_it_is_populated(String channel) {
        App app = told(EnumSet.of(WebhookType.CACHE_MISS));
        Peer ada = peer(app, "a");
        ada.subscribe(channel);
        peer(app, "b").subscribe(channel);
        assertThat(reported(app)).containsExactly(new CacheMiss(channel));

        publish(app, event(channel, "1"));
        peer(app).subscribe(channel);

        assertThat(reported(app)).isEmpty();
    }

    @Test
    default void a_missed_cache_is_reported_again_after_the_channel_was_vacated() {
        App app = told(EnumSet.of(WebhookType.CACHE_MISS));
        for (int i = 0; i < 2; i++) {
            Peer ada = peer(app);
            ada.subscribe("cache-x");
            ada.disconnect();
        }

        assertThat(reported(app)).containsExactly(new CacheMiss("cache-x"), new CacheMiss("cache-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "encrypted-cache-x", "private-presence-cache-x", "cachex"})
    default void other_channels_have_no_cache_to_miss(String channel) {
        App app = told(EnumSet.of(WebhookType.CACHE_MISS));
        peer(app).subscribe(channel);

        assertThat(reported(app)).isEmpty();
    }

    @Test
    default void subscription_counts_are_reported_to_who_asks_though_subscribers_do_not_hear_them() {
        App app = told(EnumSet.of(WebhookType.SUBSCRIPTION_COUNT));
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
        ada.subscribe("room");
        bob.subscribe("room");
        ada.join("presence-x", member("ada"));
        assertThat(ada.hears()).isEmpty();
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
    default void above_a_hundred_subscription_counts_are_reported_every_five_seconds_at_most() {
        App app = told(EnumSet.of(WebhookType.SUBSCRIPTION_COUNT));
        for (int i = 0; i < 103; i++) {
            peer(app).subscribe("room");
        }
        assertThat(reported(app)).hasSize(100).endsWith(new SubscriptionCount("room", 100));

        service().advance(ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL);

        assertThat(reported(app)).containsExactly(new SubscriptionCount("room", 103));
    }

    @Test
    default void nothing_is_reported_without_a_webhook_or_with_a_disabled_one() {
        App none = newApp();
        App disabled = newApp().withWebhook(
                        new Webhook("https://example.com", false, Set.of(WebhookType.values()), false, Map.of(), 7));
        for (App app : List.of(none, disabled)) {
            Peer ada = peer(app);
            ada.join("presence-cache-x", member("ada"));
            publish(app, clientEvent("presence-cache-x", "1", ada, "ada"));
            ada.disconnect();
            service().advance(GRACE);

            assertThat(reported(app)).isEmpty();
        }
    }

    @Test
    default void while_a_vacated_channel_waits_untaken_its_occupation_undoes_that() {
        App app = toldOfComingAndGoing();
        for (int i = 0; i < 2; i++) {
            Peer ada = peer(app);
            ada.subscribe("room");
            ada.disconnect();
            service().advance(GRACE);
            await(live().webhooks()
                    .take(app.key(), app, new TakeRequest(null, 0, 0, GRACE))); // reports what was held back long enough
        }

        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"), new ChannelVacated("room"));

        peer(app).subscribe("room");
        assertThat(reported(app)).containsExactly(new ChannelOccupied("room"));
    }

    @Test
    default void a_vacated_channel_that_was_taken_is_not_undone() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app);
        ada.subscribe("room");
        ada.disconnect();
        service().advance(GRACE);
        await(live().webhooks().take(app.key(), app, new TakeRequest(null, 1_000, 0, GRACE)));

        peer(app).subscribe("room");

        assertThat(reported(app))
                .containsExactly(new ChannelOccupied("room"), new ChannelVacated("room"), new ChannelOccupied("room"));
        assertThat(await(live().webhooks().status(app.key())).waitingEvents()).isZero();
    }

    @Test
    default void what_is_held_back_is_bounded_though_nobody_takes() {
        App app = toldOfComingAndGoing();
        long half = LiveStateFixture.LIMITS.held() / 2;
        for (int i = 0; i < half + 5; i++) {
            Peer stranger = peer(app);
            stranger.subscribe("room-" + i);
            stranger.disconnect();
        }
        Peer ada = peer(app);
        ada.join("presence-x", member("ada"));
        ada.disconnect();

        WebhookStatus status = await(live().webhooks().status(app.key()));
        assertThat(status.heldEvents()).isEqualTo(half + 2);
        assertThat(status.droppedEvents()).isEqualTo(5);
    }

    @Test
    default void what_is_held_back_for_an_earlier_webhook_is_not_reported_to_a_later_one() {
        App app = toldOfComingAndGoing();
        Peer ada = peer(app);
        ada.subscribe("room");
        ada.disconnect();
        reported(app);

        App later = app.withWebhook(app.webhook().ofGeneration(8));
        peer(later).subscribe("another");
        service().advance(GRACE);
        assertThat(reported(later)).containsExactly(new ChannelOccupied("another"));

        peer(later).subscribe("room");
        assertThat(reported(later)).containsExactly(new ChannelOccupied("room"));
    }
}
