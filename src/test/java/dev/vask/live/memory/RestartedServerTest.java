package dev.vask.live.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.live.Event;
import dev.vask.live.GapCause;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Resumption;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Secret;
import dev.vask.traces.Trace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A standalone server that was restarted has lost its state, and continues no subscription from before. */
class RestartedServerTest {

    private static final Topic.Channel ROOM = new Topic.Channel(ChannelName.parse("room"));

    private final App app = App.withDefaults("app", new Secret("secret")).withHistory(HistorySettings.ON);

    private String publish(LiveState live) {
        Publication publication =
                new Publication(List.of(Event.fromBackend(ROOM, "news", "1", null)), 1, false, true, null, Trace.NONE);
        PublishResult result =
                live.publish(app, publication).toCompletableFuture().join();
        return ((PublishResult.Accepted) result).ids().getFirst();
    }

    private Resumption resume(LiveState live, String after) {
        SubscribeResult result = live.subscribe(app, ROOM.name(), null, after)
                .toCompletableFuture()
                .join();
        return Objects.requireNonNull(((SubscribeResult.Subscribed) result).resumption());
    }

    @Test
    void an_event_from_before_a_restart_is_a_gap() {
        LiveState before = new MemoryFixture().live;
        LiveState after = new MemoryFixture().live;
        String first = publish(before);
        publish(before);
        String ofRestarted = publish(after);
        publish(after);

        assertThat(ofRestarted).isNotEqualTo(first);
        assertThat(resume(after, first)).isInstanceOfSatisfying(Resumption.Gap.class, gap -> assertThat(gap.cause())
                .isEqualTo(GapCause.EPOCH));
        assertThat(resume(after, ofRestarted)).isInstanceOf(Resumption.Continued.class);
        assertThat(resume(before, first)).isInstanceOf(Resumption.Continued.class);
    }
}
