package dev.vask.live;

import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.rate;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quota;
import dev.vask.traces.Trace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishes that are repeated with a key ({@code docs/recovery.md}). */
interface IdempotencyContract extends LiveContract {

    private static Publication keyed(String key, String digest, Event... events) {
        return new Publication(List.of(events), 1, true, true, new IdempotencyKey(key, digest), Trace.NONE);
    }

    private PublishResult publish(App app, Publication publication) {
        return await(live().publish(app, publication));
    }

    private static PublishResult replayed(PublishResult first) {
        PublishResult.Accepted accepted = (PublishResult.Accepted) first;
        assertThat(accepted.replayed()).isFalse();
        return new PublishResult.Accepted(accepted.counts(), accepted.ids(), true);
    }

    @Test
    default void a_repeated_publish_is_delivered_once_and_has_the_first_result() {
        for (App app : List.of(newApp(), newApp().withHistory(HistorySettings.ON))) {
            TestConnection connection = connection(app, "b");
            connection.subscribe("x");
            Publication publication = keyed("key 1;ü", "aa", event("x", "1"), event("y", "2"));

            PublishResult first = publish(app, publication);
            connection.subscribe("z");
            PublishResult second = await(live("b").publish(app, publication));

            assertThat(second).isEqualTo(replayed(first));
            assertThat(connection.received()).containsExactly(news("x", "1"));
        }
    }

    @Test
    default void a_key_belongs_to_one_request_and_one_app() {
        App app = newApp();
        publish(app, keyed("k", "aa", event("x", "1")));

        assertThat(publish(app, keyed("k", "ab", event("x", "2")))).isEqualTo(new PublishResult.KeyReused());
        assertThat(publish(newApp(), keyed("k", "ab", event("x", "2")))).isInstanceOf(PublishResult.Accepted.class);
        assertThat(publish(app, keyed("l", "ab", event("x", "2")))).isInstanceOf(PublishResult.Accepted.class);
    }

    @Test
    default void concurrent_repetitions_are_delivered_once() throws InterruptedException, ExecutionException {
        App app = newApp();
        TestConnection connection = connection(app);
        connection.subscribe("x");
        Publication publication = keyed("k", "aa", event("x", "1"));

        List<PublishResult> results = LiveContract.runConcurrently(
                20, i -> await(live(i % 2 == 0 ? "a" : "b").publish(app, publication)));

        assertThat(results.stream().map(it -> ((PublishResult.Accepted) it).replayed()))
                .filteredOn(replayed -> !replayed)
                .hasSize(1);
        assertThat(connection.received()).containsExactly(news("x", "1"));
    }

    @Test
    default void a_rejected_publish_can_be_repeated() {
        App app = with(newApp(), rate(1));
        publish(app, keyed("k", "aa", event("x", "1")));
        Publication second = keyed("l", "ab", event("x", "2"));

        assertThat(publish(app, second)).isInstanceOf(PublishResult.OverRate.class);
        fixture().advance(Duration.ofSeconds(1));
        assertThat(publish(app, second))
                .isInstanceOfSatisfying(PublishResult.Accepted.class, it -> assertThat(it.replayed())
                        .isFalse());
        assertThat(publish(app, second))
                .isInstanceOfSatisfying(PublishResult.Accepted.class, it -> assertThat(it.replayed())
                        .isTrue());
    }

    @Test
    default void a_key_expires() {
        App app = newApp();
        app = with(app, app.quotas().with(Quota.IDEMPOTENCY_KEY_SECONDS, 1));
        Publication publication = keyed("k", "aa", event("x", "1"));
        publish(app, publication);
        fixture().advance(Duration.ofSeconds(1));

        assertThat(publish(app, publication))
                .isInstanceOfSatisfying(PublishResult.Accepted.class, it -> assertThat(it.replayed())
                        .isFalse());
    }

    @Test
    default void keys_beyond_the_limit_are_rejected_until_others_expire() {
        App unlimited = newApp();
        App app = with(unlimited, unlimited.quotas().with(Quota.IDEMPOTENCY_KEY_SECONDS, 1));
        int limit = LiveStateFixture.LIMITS.idempotencyKeys();
        long accepted = IntStream.range(0, limit * 2)
                .filter(i -> publish(app, keyed("k" + i, "aa", event("x", "1"))) instanceof PublishResult.Accepted)
                .count();

        assertThat(accepted).isBetween((long) limit, limit * 2L - 1);
        assertThat(publish(app, new Publication(List.of(event("x", "1")), 1, false)))
                .isInstanceOf(PublishResult.Accepted.class);
        fixture().advance(Duration.ofSeconds(1));
        assertThat(publish(app, keyed("another", "aa", event("x", "1")))).isInstanceOf(PublishResult.Accepted.class);
    }

    @Test
    default void the_keys_of_a_deleted_app_are_forgotten() {
        App app = newApp();
        Publication publication = keyed("k", "aa", event("x", "1"));
        publish(app, publication);
        await(live().deleteApp(app.key()));

        assertThat(((PublishResult.Accepted) publish(app, publication)).replayed())
                .isFalse();
    }
}
