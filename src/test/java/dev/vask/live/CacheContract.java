package dev.vask.live;

import static dev.vask.live.LiveContract.cacheTtl;
import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.to;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache channels (section 8): the last event of the backend, for those who come later. */
interface CacheContract extends LiveContract {

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "private-encrypted-cache-x"})
    default void a_newcomer_gets_the_last_event(String channel) {
        App app = newApp();
        publish(app, event(channel, "old"));
        publish(app, event(channel, "Grüße ☕"));

        CachedEvent cached = peer(app, "b").subscribe(channel).cached();

        assertThat(cached).isNotNull();
        assertThat(cached.name()).isEqualTo("news");
        assertThat(cached.data()).isEqualTo("Grüße ☕");
        assertThat(cached(app, channel)).isNotNull();
    }

    @Test
    default void a_new_member_gets_the_last_event() {
        App app = newApp();
        publish(app, event("presence-cache-x", "1"));

        CachedEvent cached = peer(app).join("presence-cache-x", member("ada")).cached();

        assertThat(cached).isNotNull();
        assertThat(cached.data()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "private-x", "private-encrypted-x", "Cache-x", "my-cache-x", "cache"})
    default void other_channels_keep_nothing(String channel) {
        App app = newApp();
        publish(app, event(channel, "1"));

        assertThat(peer(app).subscribe(channel).cached()).isNull();
        assertThat(cached(app, channel)).isNull();
    }

    @Test
    default void a_channel_to_which_nothing_was_published_has_nothing() {
        App app = newApp();

        assertThat(peer(app).subscribe("cache-x").cached()).isNull();
        assertThat(cached(app, "cache-x")).isNull();
    }

    @Test
    default void an_event_is_kept_whether_or_not_anybody_listens_and_occupies_nothing() {
        App app = newApp();
        publish(app, event("cache-x", "1"));

        assertThat(counts(app, "cache-x")).isEqualTo(Counts.NONE);
        assertThat(cached(app, "cache-x")).isNotNull();
        assertThat(channels(app, "")).isEmpty();
    }

    @Test
    default void an_event_outlives_the_last_unsubscribe() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("cache-x");
        publish(app, event("cache-x", "1"));
        ada.unsubscribe("cache-x");

        CachedEvent cached = peer(app).subscribe("cache-x").cached();

        assertThat(cached).isNotNull();
        assertThat(cached.data()).isEqualTo("1");
    }

    @Test
    default void an_excluded_publisher_gets_its_event_when_it_subscribes_later() {
        App app = newApp();
        Peer ada = peer(app);

        publish(app, Event.fromBackend(to("cache-x"), "news", "1", ada.id));

        CachedEvent cached = ada.subscribe("cache-x").cached();
        assertThat(cached).isNotNull();
        assertThat(cached.data()).isEqualTo("1");
    }

    @Test
    default void the_cached_event_is_not_heard_again_as_a_live_one() {
        App app = newApp();
        publish(app, event("cache-x", "1"));
        Peer ada = peer(app);
        ada.subscribe("cache-x");

        publish(app, event("cache-x", "2"));

        assertThat(ada.hears()).containsExactly(news("cache-x", "2"));
    }

    @Test
    default void client_events_are_neither_kept_nor_do_they_replace_what_is() {
        App app = newApp();
        Peer ada = peer(app);
        ada.subscribe("private-cache-x");
        await(live().publish(app, Publication.ofClient(clientEvent("private-cache-x", "client", ada, null))));
        assertThat(cached(app, "private-cache-x")).isNull();

        publish(app, event("private-cache-x", "1"));
        await(live().publish(app, Publication.ofClient(clientEvent("private-cache-x", "client", ada, null))));

        CachedEvent cached = cached(app, "private-cache-x");
        assertThat(cached).isNotNull();
        assertThat(cached.data()).isEqualTo("1");
    }

    @Test
    default void of_several_events_published_together_the_last_is_kept() {
        App app = newApp();

        publish(app, event("cache-x", "1"), event("cache-y", "2"), event("cache-x", "3"));

        assertThat(cached(app, "cache-x")).extracting(CachedEvent::data).isEqualTo("3");
        assertThat(cached(app, "cache-y")).extracting(CachedEvent::data).isEqualTo("2");
    }

    @Test
    default void an_event_is_kept_for_its_time_and_no_longer() {
        App app = with(newApp(), cacheTtl(2));
        publish(app, event("cache-x", "1"));
        CachedEvent cached = cached(app, "cache-x");
        assertThat(cached).isNotNull();
        assertThat(cached.timeLeft()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));

        service().advance(Duration.ofSeconds(2));

        assertThat(cached(app, "cache-x")).isNull();
        assertThat(peer(app).subscribe("cache-x").cached()).isNull();
    }

    @Test
    default void its_time_starts_anew_with_each_event() {
        App app = with(newApp(), cacheTtl(4));
        publish(app, event("cache-x", "1"));
        service().advance(Duration.ofMillis(2_500));
        publish(app, event("cache-x", "2"));
        service().advance(Duration.ofMillis(2_500));

        CachedEvent cached = peer(app).subscribe("cache-x").cached();

        assertThat(cached).isNotNull();
        assertThat(cached.data()).isEqualTo("2");
        assertThat(cached.timeLeft()).isBetween(Duration.ZERO, Duration.ofMillis(1_500));
    }

    @Test
    default void without_a_time_it_is_kept_for_ever() {
        App app = with(newApp(), cacheTtl(null));
        publish(app, event("cache-x", "1"));
        service().advance(Duration.ofSeconds(2));

        CachedEvent cached = cached(app, "cache-x");

        assertThat(cached).isNotNull();
        assertThat(cached.timeLeft()).isNull();
    }

    @Test
    default void each_app_has_its_own_cache() {
        App app = newApp();
        publish(app, event("cache-x", "1"));

        assertThat(cached(newApp(), "cache-x")).isNull();
    }

    @Test
    default void forgetting_an_app_empties_its_cache() {
        App app = newApp();
        publish(app, event("cache-x", "1"));

        await(live().deleteApp(app.key()));

        assertThat(cached(app, "cache-x")).isNull();
    }
}
