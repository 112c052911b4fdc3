package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
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

/** How deliveries wait, and what becomes of them. */
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

    private App occupied(String... channels) {
        App app = WebhookContract.toldOfComingAndGoing();
        for (String channel : channels) {
            peer(app).subscribe(channel);
        }
        return app;
    }

    private static List<WebhookEvent> occupation(String... channels) {
        return Stream.of(channels).<WebhookEvent>map(ChannelOccupied::new).toList();
    }

    @Test
    default void who_takes_on_gets_what_comes_after_and_who_begins_anew_gets_all_again() {
        App app = occupied("one", "two", "three");

        List<Delivery> two = take(app, null, 2, 0).first();
        assertThat(two).flatExtracting(Delivery::events).containsExactlyElementsOf(occupation("one", "two"));
        List<Delivery> rest = take(app, two.getLast().entries().getLast(), 2, 0).first();
        assertThat(rest).flatExtracting(Delivery::events).containsExactlyElementsOf(occupation("three"));

        assertThat(first(app))
                .startsWith(two.getFirst())
                .endsWith(rest.getFirst())
                .hasSize(3);
    }

    @Test
    default void what_is_done_is_gone() {
        App app = occupied("one", "two");
        await(queue().done(app.key(), first(app).getFirst()));

        assertThat(first(app)).flatExtracting(Delivery::events).containsExactlyElementsOf(occupation("two"));
    }

    @Test
    default void what_is_postponed_is_a_retry_when_it_is_due() {
        App app = occupied("one");
        Delivery failed = first(app).getFirst().failed(1_000);
        await(queue().postpone(app.key(), failed, Duration.ofMillis(300)));

        TakeResult.Owned before = take(app, null, 100, 100);
        assertThat(before.first()).isEmpty();
        assertThat(before.retries()).isEmpty();
        assertThat(before.next()).isBetween(Duration.ofMillis(1), Duration.ofMillis(300));

        service().advance(Duration.ofMillis(300));
        assertThat(take(app, null, 100, 0).retries()).isEmpty();
        assertThat(take(app, null, 100, 100).retries()).containsExactly(failed.detached());
        assertThat(take(app, null, 100, 100).retries())
                .as("until it is settled")
                .isEmpty();
    }

    @Test
    default void a_retry_of_which_nothing_is_heard_is_due_again() {
        App app = occupied("one");
        Delivery failed = first(app).getFirst().failed(1_000);
        await(queue().postpone(app.key(), failed, Duration.ZERO));
        assertThat(take(app, null, 100, 100).retries()).hasSize(1);

        service().advance(ATTEMPT.multipliedBy(2));

        assertThat(take(app, null, 100, 100).retries()).containsExactly(failed.detached());
    }

    @Test
    default void what_is_given_up_is_listed_and_can_be_replayed() {
        App app = occupied("one", "two");
        for (Delivery delivery : first(app)) {
            await(queue().giveUp(app.key(), delivery.failed(1_000), "no answer"));
        }
        List<DeadLetter> letters = await(queue().deadLetters(app.key(), 10));
        assertThat(letters).extracting(DeadLetter::reason).containsExactly("no answer", "no answer");
        assertThat(letters)
                .flatExtracting(it -> it.delivery().events())
                .containsExactlyElementsOf(occupation("two", "one"));
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
    default void strangers_fill_half_of_the_queue_and_members_and_clients_the_rest() {
        App app = WebhookContract.told();
        int most = LiveStateFixture.LIMITS.events();
        Peer ada = peer(app);
        ada.join("presence-x", member("ada"));
        for (int i = 0; i < most / 4 + 10; i++) {
            peer(app).subscribe("room-" + i); // each is two events, with the count
        }
        assertThat(status(app).waitingEvents()).isEqualTo(most / 2);

        for (int i = 0; i < most / 2 + 7; i++) {
            publish(app, clientEvent("presence-x", "x", ada, "ada"));
        }

        WebhookStatus full = status(app);
        assertThat(full.waitingEvents()).isEqualTo(most);
        assertThat(full.droppedEvents()).isEqualTo(22 + 7);
        assertThat(full.lastDropped()).isNotNull();
        TakeResult.Owned all = take(app, null, 2 * most, 0);
        assertThat(all.dropped()).isEqualTo(new WebhookQueue.Dropped(22 + 7, 0));
        assertThat(take(app, null, 1, 0).dropped()).as("what an instance heard").isEqualTo(WebhookQueue.Dropped.NONE);
        assertThat(all.first())
                .hasSize(most)
                .extracting(it -> it.events().getFirst().type())
                .contains(WebhookType.MEMBER_ADDED)
                .endsWith(WebhookType.CLIENT_EVENT);
    }

    @Test
    default void what_waits_is_bounded_in_bytes_wherever_it_waits() {
        App app = WebhookContract.told(EnumSet.of(WebhookType.CLIENT_EVENT));
        Peer ada = peer(app);
        String data = "x".repeat(9_000);
        for (int i = 0; i < 25; i++) {
            publish(app, clientEvent("private-x", data, ada, null));
        }

        WebhookStatus full = status(app);
        long fits = full.waitingEvents();
        assertThat(fits).isBetween(20L, 22L); // implementations count differently what is around the text
        assertThat(full.waitingBytes()).isBetween(fits * data.length(), LiveStateFixture.LIMITS.bytes());
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
    default void dead_letters_are_bounded_in_bytes_and_the_oldest_go() {
        App app = WebhookContract.told(EnumSet.of(WebhookType.CLIENT_EVENT));
        Peer ada = peer(app);
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
        assertThat(status.deadLetterBytes()).isBetween(18_000L, LiveStateFixture.LIMITS.deadLetterBytes());
        assertThat(await(queue().deadLetters(app.key(), 10)))
                .extracting(it -> it.delivery().id())
                .containsExactly(all.get(2).id(), all.get(1).id());

        assertThat(await(queue().replay(app, null))).isEqualTo(2);
        assertThat(status(app).deadLetterBytes()).isZero();
        assertThat(status(app).waitingEvents()).isEqualTo(2);
        assertThat(status(app).waitingBytes()).isGreaterThan(18_000);
    }

    @Test
    default void with_batches_each_event_counts() {
        App one = occupied("one", "two", "three");
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
    default void with_batches_what_waits_is_one_delivery_and_the_same_when_begun_again() {
        App one = occupied("one", "two", "three");
        App app = one.withWebhook(new Webhook(
                one.webhook().url(),
                true,
                one.webhook().events(),
                true,
                Map.of(),
                one.webhook().generation()));

        Delivery batch = take(app, null, 2, 0).first().getFirst();
        assertThat(batch.events()).containsExactlyElementsOf(occupation("one", "two"));
        assertThat(take(app, null, 2, 0).first()).containsExactly(batch);

        await(queue().postpone(app.key(), batch.failed(1_000), Duration.ZERO));
        assertThat(take(app, null, 100, 100).first()).singleElement().satisfies(it -> assertThat(it.events())
                .containsExactlyElementsOf(occupation("three")));
        assertThat(take(app, null, 0, 100).retries()).isEmpty(); // it was taken above
    }

    @Test
    default void who_waits_hears_which_app_has_something() throws InterruptedException {
        LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
        service().node("listener").live().webhooks().whenReady(ready::add);
        App app = occupied("one");

        assertThat(await(queue().apps())).contains(app.key());
        // A node of a cluster listens from its next connection on.
        if (service().node("listener").live() == live()) {
            assertThat(ready.poll(10, TimeUnit.SECONDS)).isEqualTo(app.key());
        }
    }

    @Test
    default void a_deleted_app_leaves_nothing_to_tell() {
        App app = occupied("one", "two");
        await(queue().giveUp(app.key(), first(app).getFirst(), "no answer"));

        await(live().deleteApp(app.key()));

        assertThat(first(app)).isEmpty();
        assertThat(await(queue().deadLetters(app.key(), 10))).isEmpty();
        assertThat(status(app)).isEqualTo(new WebhookStatus(0, 0, 0, 0, null, 0, 0));
    }

    @Test
    default void every_node_knows_the_same_queue() {
        App app = occupied("one");
        List<Delivery> here = first(app);
        await(queue().release(app.key()));

        TakeResult there = await(live("b").webhooks().take(app.key(), app, new TakeRequest(null, 100, 0, ATTEMPT)));

        assertThat(((TakeResult.Owned) there).first()).isEqualTo(here);
        assertThat(Set.copyOf(here)).hasSize(1);
    }
}
