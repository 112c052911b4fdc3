package dev.vask.live.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.Quotas;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelState;
import dev.vask.live.Counts;
import dev.vask.live.Disconnection;
import dev.vask.live.Event;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.Message;
import dev.vask.live.Publication;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Secret;
import dev.vask.protocol.UserId;
import dev.vask.support.TestQuotas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The state of an unused app is removed. */
class AppStateRemovalTest {

    private static final ChannelName ROOM = ChannelName.parse("room");
    private static final UserId BOB = UserId.parse("bob");

    private final List<Message> messages = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final MemoryLiveState live = new MemoryLiveState(
            messages::add, Duration.ZERO, LiveStateFixture.LIMITS, () -> now, (interval, task) -> () -> {});

    private static App app(String key) {
        Quotas quotas = TestQuotas.of(null, 1, null, null, null, 60);
        return new App(key, key, true, false, false, List.of(), quotas, List.of(AppSecret.of(new Secret("secret"))));
    }

    private void publish(App app, String channel) {
        Event event = Event.fromBackend(new Topic.Channel(ChannelName.parse(channel)), "news", "1", null);
        live.publish(app, new Publication(List.of(event), 1, false));
    }

    private static long sequence(SubscribeResult subscribed) {
        return ((SubscribeResult.Subscribed) subscribed).sequence();
    }

    @Test
    void an_app_without_state_is_removed() {
        App app = app("a");
        live.connect(app);
        live.subscribe(app, ROOM, null);
        live.signIn(app, BOB, List.of("carol"), null);
        live.signIn(app, BOB, List.of("ada"), List.of("carol"));
        live.disconnect(
                app, new Disconnection(List.of(new Disconnection.HeldSubscription(ROOM, null)), BOB, List.of("ada")));
        assertThat(live.apps()).isEqualTo(1);

        live.sweep();

        assertThat(live.apps()).isZero();
    }

    @Test
    void an_app_is_kept_while_it_has_state() {
        List<Consumer<App>> operations = List.of(
                live::connect,
                app -> live.subscribe(app, ROOM, null),
                app -> live.signIn(app, BOB, List.of(), null),
                app -> publish(app, "cache-x"),
                app -> publish(app, "room")); // its token bucket is not full
        for (int i = 0; i < operations.size(); i++) {
            operations.get(i).accept(app("app" + i));
        }

        live.sweep();
        assertThat(live.apps()).isEqualTo(5);

        now = now.plus(Duration.ofSeconds(1));
        live.sweep();
        assertThat(live.apps()).isEqualTo(4);

        now = now.plus(Duration.ofSeconds(59));
        live.sweep();
        assertThat(live.apps()).isEqualTo(3);
    }

    @Test
    void an_expired_event_is_not_returned_before_the_sweep() {
        App app = app("a");
        publish(app, "cache-x");
        ChannelName channel = ChannelName.parse("cache-x");

        now = now.plus(Duration.ofSeconds(60)).minusMillis(1);
        assertThat(state(app, channel).cached()).isEqualTo(new CachedEvent("news", "1", Duration.ofMillis(1), null));
        now = now.plusMillis(1);
        assertThat(state(app, channel).cached()).isNull();
    }

    private ChannelState state(App app, ChannelName channel) {
        return live.channel(app, channel).toCompletableFuture().getNow(new ChannelState(new Counts(9, 9), null));
    }

    @Test
    void the_sequence_continues_after_an_app_was_removed() {
        App app = app("a");
        live.subscribe(app, ROOM, null);
        publish(app, "room");
        long last = messages.getLast().sequence();
        live.unsubscribe(app, ROOM, null);
        now = now.plus(Duration.ofSeconds(1));
        live.sweep();
        assertThat(live.apps()).isZero();

        assertThat(live.subscribe(app, ROOM, null).toCompletableFuture().getNow(new SubscribeResult.Full(0)))
                .satisfies(it -> assertThat(sequence(it)).isGreaterThanOrEqualTo(last));
        publish(app, "room");
        assertThat(messages.getLast().sequence()).isGreaterThan(last);
    }
}
