package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import dev.vask.protocol.WebhookType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The queue of webhook deliveries and the dead letters. */
interface WebhookQueueContract extends LiveContract {

    Duration ATTEMPT = Duration.ofMillis(500);

    private WebhookQueue queue() {
        return live().webhooks();
    }

    private TakeResult.Owned take(App app, @Nullable String after, int first, int retries) {
        return (TakeResult.Owned) await(queue().take(app.key(), app, new TakeRequest(after, first, retries, ATTEMPT)));
    }

    private List<Delivery> first(App app) {
        return take(app, null, 100, 0).first();
    }

    private App appWithChannels(String... channels) {
        App app = WebhookContract.appWithChannelWebhook();
        for (String channel : channels) {
            connection(app).subscribe(channel);
        }
        return app;
    }

    private static List<WebhookEvent> occupiedEvents(String... channels) {
        return Stream.of(channels).<WebhookEvent>map(ChannelOccupied::new).toList();
    }

    @Test
    default void a_take_continues_after_a_delivery_or_starts_with_the_first_unsettled_one() {
        App app = appWithChannels("one", "two", "three");

        List<Delivery> two = take(app, null, 2, 0).first();
        assertThat(two).flatExtracting(Delivery::events).containsExactlyElementsOf(occupiedEvents("one", "two"));
        List<Delivery> rest = take(app, two.getLast().entries().getLast(), 2, 0).first();
        assertThat(rest).flatExtracting(Delivery::events).containsExactlyElementsOf(occupiedEvents("three"));

        assertThat(first(app))
                .startsWith(two.getFirst())
                .endsWith(rest.getFirst())
                .hasSize(3);
    }

    @Test
    default void a_settled_delivery_is_removed() {
        App app = appWithChannels("one", "two");
        await(queue().done(app.key(), first(app).getFirst()));

        assertThat(first(app)).flatExtracting(Delivery::events).containsExactlyElementsOf(occupiedEvents("two"));
    }

    @Test
    default void a_postponed_delivery_is_a_retry_when_it_is_due() {
        App app = appWithChannels("one");
        Delivery failed = first(app).getFirst().failed(1_000);
        await(queue().postpone(app.key(), failed, Duration.ofMillis(300)));

        TakeResult.Owned before = take(app, null, 100, 100);
        assertThat(before.first()).isEmpty();
        assertThat(before.retries()).isEmpty();
        assertThat(before.next()).isBetween(Duration.ofMillis(1), Duration.ofMillis(300));

        fixture().advance(Duration.ofMillis(300));
        assertThat(take(app, null, 100, 0).retries()).isEmpty();
        assertThat(take(app, null, 100, 100).retries()).containsExactly(failed.detached());
        assertThat(take(app, null, 100, 100).retries())
                .as("it is taken until it is settled")
                .isEmpty();
    }

    @Test
    default void an_unsettled_retry_is_due_again() {
        App app = appWithChannels("one");
        Delivery failed = first(app).getFirst().failed(1_000);
        await(queue().postpone(app.key(), failed, Duration.ZERO));
        assertThat(take(app, null, 100, 100).retries()).hasSize(1);

        fixture().advance(ATTEMPT.multipliedBy(2));

        assertThat(take(app, null, 100, 100).retries()).containsExactly(failed.detached());
    }

    @Test
    default void dead_letters_are_listed_and_can_be_replayed() {
        App app = appWithChannels("one", "two");
        for (Delivery delivery : first(app)) {
            await(queue().giveUp(app.key(), delivery.failed(1_000), "no answer"));
        }
        List<DeadLetter> letters = await(queue().deadLetters(app.key(), 10));
        assertThat(letters).extracting(DeadLetter::reason).containsExactly("no answer", "no answer");
        assertThat(letters)
                .flatExtracting(it -> it.delivery().events())
                .containsExactlyElementsOf(occupiedEvents("two", "one"));
        assertThat(await(queue().deadLetters(app.key(), 1))).containsExactly(letters.getFirst());

        String id = letters.getFirst().delivery().id();
        assertThat(await(queue().replay(app, "no-such-id"))).isZero();
        assertThat(await(queue().replay(app, id))).isEqualTo(1);

        Delivery replayed = take(app, null, 100, 100).retries().getFirst();
        assertThat(replayed.id()).isEqualTo(id);
        assertThat(replayed.attempts()).isZero();
        assertThat(replayed.events()).isEqualTo(letters.getFirst().delivery().events());
        assertThat(await(queue().deadLetters(app.key(), 10))).containsExactly(letters.getLast());
        assertThat(await(queue().replay(app, null))).isEqualTo(1);
    }

    private WebhookStatus status(App app) {
        return await(queue().status(app.key()));
    }

    @Test
    default void unsigned_events_can_fill_only_half_of_the_queue() {
        App app = WebhookContract.appWithWebhook();
        int max = LiveStateFixture.LIMITS.webhooks().events();
        TestConnection ada = connection(app);
        ada.join("presence-x", member("ada"));
        for (int i = 0; i < max / 4 + 10; i++) {
            connection(app).subscribe("room-" + i); // two events each: the occupation and the count
        }
        assertThat(status(app).waitingEvents()).isEqualTo(max / 2);

        for (int i = 0; i < max / 2 + 7; i++) {
            publish(app, clientEvent("presence-x", "x", ada, "ada"));
        }

        WebhookStatus full = status(app);
        assertThat(full.waitingEvents()).isEqualTo(max);
        assertThat(full.droppedEvents()).isEqualTo(22 + 7);
        assertThat(full.lastDropped()).isNotNull();
        TakeResult.Owned all = take(app, null, 2 * max, 0);
        assertThat(all.dropped()).isEqualTo(new WebhookQueue.Dropped(22 + 7, 0));
        assertThat(take(app, null, 1, 0).dropped()).as("reported before").isEqualTo(WebhookQueue.Dropped.NONE);
        assertThat(all.first())
                .hasSize(max)
                .extracting(it -> it.events().getFirst().type())
                .contains(WebhookType.MEMBER_ADDED)
                .endsWith(WebhookType.CLIENT_EVENT);
    }

    @Test
    default void waiting_events_are_limited_in_bytes() {
        App app = WebhookContract.appWithWebhook(EnumSet.of(WebhookType.CLIENT_EVENT));
        TestConnection ada = connection(app);
        String data = "x".repeat(9_000);
        for (int i = 0; i < 25; i++) {
            publish(app, clientEvent("private-x", data, ada, null));
        }

        WebhookStatus full = status(app);
        long fits = full.waitingEvents();
        assertThat(fits).isBetween(20L, 22L); // the overhead per event differs between implementations
        assertThat(full.waitingBytes())
                .isBetween(
                        fits * data.length(), LiveStateFixture.LIMITS.webhooks().bytes());
        assertThat(take(app, null, 1, 0).dropped()).isEqualTo(new WebhookQueue.Dropped(0, 25 - fits));

        List<Delivery> all = first(app);
        all.forEach(it -> await(queue().postpone(app.key(), it.failed(1_000), Duration.ofMinutes(1))));
        publish(app, clientEvent("private-x", data, ada, null));
        assertThat(status(app).waitingEvents()).isEqualTo(fits);
        assertThat(status(app).droppedEvents()).isEqualTo(25 - fits + 1);

        all.forEach(it -> await(queue().done(app.key(), it.detached())));
        assertThat(status(app).waitingBytes()).isZero();
        publish(app, clientEvent("private-x", data, ada, null));
        assertThat(status(app).waitingEvents()).isEqualTo(1);
    }

    @Test
    default void dead_letters_are_limited_in_bytes_and_the_oldest_are_deleted() {
        App app = WebhookContract.appWithWebhook(EnumSet.of(WebhookType.CLIENT_EVENT));
        TestConnection ada = connection(app);
        for (String data : List.of("1", "2", "3")) {
            publish(app, clientEvent("private-x", data.repeat(9_000), ada, null));
        }
        List<Delivery> all = first(app);
        assertThat(await(queue().giveUp(app.key(), all.get(0).failed(1_000), "no answer")))
                .isZero();
        assertThat(await(queue().giveUp(app.key(), all.get(1).failed(1_000), "no answer")))
                .isZero();
        assertThat(await(queue().giveUp(app.key(), all.get(2).failed(1_000), "no answer")))
                .isEqualTo(1);

        WebhookStatus status = status(app);
        assertThat(status.waitingEvents()).isZero();
        assertThat(status.deadLetters()).isEqualTo(2);
        assertThat(status.deadLetterBytes())
                .isBetween(18_000L, LiveStateFixture.LIMITS.webhooks().deadLetterBytes());
        assertThat(await(queue().deadLetters(app.key(), 10)))
                .extracting(it -> it.delivery().id())
                .containsExactly(all.get(2).id(), all.get(1).id());

        assertThat(await(queue().replay(app, null))).isEqualTo(2);
        assertThat(status(app).deadLetterBytes()).isZero();
        assertThat(status(app).waitingEvents()).isEqualTo(2);
        assertThat(status(app).waitingBytes()).isGreaterThan(18_000);
    }

    @Test
    default void each_event_of_a_batch_counts() {
        App one = appWithChannels("one", "two", "three");
        App app = one.withWebhook(new Webhook(
                one.webhook().url(),
                true,
                one.webhook().events(),
                true,
                Map.of(),
                one.webhook().generation()));
        Delivery batch = take(app, null, 100, 0).first().getFirst();
        assertThat(status(app).waitingEvents()).isEqualTo(3);

        await(queue().postpone(app.key(), batch.failed(1_000), Duration.ofMinutes(1)));
        assertThat(status(app).waitingEvents()).isEqualTo(3);
        await(queue().giveUp(app.key(), batch.detached().failed(1_000), "no answer"));

        assertThat(status(app).waitingEvents()).isZero();
        assertThat(status(app).deadLetters()).isEqualTo(1);
    }

    @Test
    default void waiting_events_form_one_batch_that_is_repeated_until_it_is_settled() {
        App one = appWithChannels("one", "two", "three");
        App app = one.withWebhook(new Webhook(
                one.webhook().url(),
                true,
                one.webhook().events(),
                true,
                Map.of(),
                one.webhook().generation()));

        Delivery batch = take(app, null, 2, 0).first().getFirst();
        assertThat(batch.events()).containsExactlyElementsOf(occupiedEvents("one", "two"));
        assertThat(take(app, null, 2, 0).first()).containsExactly(batch);

        await(queue().postpone(app.key(), batch.failed(1_000), Duration.ZERO));
        assertThat(take(app, null, 100, 100).first()).singleElement().satisfies(it -> assertThat(it.events())
                .containsExactlyElementsOf(occupiedEvents("three")));
        assertThat(take(app, null, 0, 100).retries()).isEmpty(); // it was taken above
    }

    @Test
    default void the_listener_is_notified_of_apps_with_events() throws InterruptedException {
        LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
        fixture().node("listener").live().webhooks().whenReady(ready::add);
        App app = appWithChannels("one");

        assertThat(await(queue().apps())).contains(app.key());
        // A node of a cluster listens after its next reconnect.
        if (fixture().node("listener").live() == live()) {
            assertThat(ready.poll(10, TimeUnit.SECONDS)).isEqualTo(app.key());
        }
    }

    @Test
    default void a_deleted_app_leaves_no_deliveries() {
        App app = appWithChannels("one", "two");
        await(queue().giveUp(app.key(), first(app).getFirst(), "no answer"));

        await(live().deleteApp(app.key()));

        assertThat(first(app)).isEmpty();
        assertThat(await(queue().deadLetters(app.key(), 10))).isEmpty();
        assertThat(status(app)).isEqualTo(new WebhookStatus(0, 0, 0, 0, null, 0, 0));
    }

    @Test
    default void all_nodes_share_one_queue() {
        App app = appWithChannels("one");
        List<Delivery> here = first(app);
        await(queue().release(app.key()));

        TakeResult there = await(live("b").webhooks().take(app.key(), app, new TakeRequest(null, 100, 0, ATTEMPT)));

        assertThat(((TakeResult.Owned) there).first()).isEqualTo(here);
        assertThat(Set.copyOf(here)).hasSize(1);
    }
}
