package dev.vask.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppChange;
import dev.vask.live.ChannelChange;
import dev.vask.meters.Bound;
import dev.vask.meters.TestMeters;
import dev.vask.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The feed of one node: who watches, what they receive, and what is left out. */
class FeedTest {

    private final TestMeters meters = new TestMeters();
    private final Feed feed = TestFeed.create(meters);

    private static FeedViewer open(Feed feed, String app, FeedFilter filter) {
        FeedViewer viewer = feed.open(app, filter, () -> {});
        if (viewer == null) {
            throw new AssertionError("rejected");
        }
        return viewer;
    }

    private static FeedEvent event(String channel, Consumer<ObjectNode> details) {
        return new FeedEvent(FeedEventType.SUBSCRIBED, channel, "1.2", null, details);
    }

    private static List<ObjectNode> received(FeedViewer viewer) {
        List<ObjectNode> all = new ArrayList<>();
        for (FeedViewer.Item item = viewer.take(); item != null; item = viewer.take()) {
            all.add(Json.object(item.json()));
        }
        return all;
    }

    @Test
    void an_app_is_watched_while_it_has_a_viewer() {
        assertThat(feed.isWatched("shop")).isFalse();

        FeedViewer viewer = open(feed, "shop", FeedFilter.ALL);
        assertThat(feed.isWatched("shop")).isTrue();
        assertThat(feed.isWatched("other")).isFalse();

        feed.close("shop", viewer);
        assertThat(feed.isWatched("shop")).isFalse();
    }

    @Test
    void details_are_only_created_for_somebody() {
        AtomicInteger created = new AtomicInteger();
        Consumer<ObjectNode> details = json -> created.incrementAndGet();

        feed.report("shop", event("room", details));
        open(feed, "shop", new FeedFilter(Set.of(), "other", null, null));
        feed.report("shop", event("room", details));
        assertThat(created).hasValue(0);

        open(feed, "shop", FeedFilter.ALL);
        open(feed, "shop", FeedFilter.ALL);
        feed.report("shop", event("room", details));
        assertThat(created).hasValue(1);
    }

    @Test
    void changes_of_channels_are_events() {
        FeedViewer viewer = open(feed, "shop", FeedFilter.ALL);

        for (ChannelChange.Kind kind : ChannelChange.Kind.values()) {
            feed.changed("shop", new ChannelChange(kind, "presence-x", "ada"));
        }

        assertThat(received(viewer))
                .extracting(it -> it.path("type").asText())
                .containsExactly("channel_occupied", "channel_vacated", "member_added", "member_removed");
    }

    @Test
    void filters_select_by_type_channel_prefix_connection_and_user() {
        FeedEvent event = new FeedEvent(FeedEventType.SUBSCRIBED, "presence-x", "1.2", "ada");

        assertThat(List.of(
                        FeedFilter.ALL,
                        new FeedFilter(Set.of(FeedEventType.SUBSCRIBED), null, null, null),
                        new FeedFilter(Set.of(), "presence-x", null, null),
                        new FeedFilter(Set.of(), "presence-*", null, null),
                        new FeedFilter(Set.of(), "*", null, null),
                        new FeedFilter(Set.of(), null, "1.2", "ada")))
                .allSatisfy(filter -> {
                    assertThat(filter.matches(event)).isTrue();
                    assertThat(FeedFilter.of(filter.toJson())).isEqualTo(filter);
                    assertThat(filter.matches(event.toJson("node", Instant.now())))
                            .isTrue();
                });
        assertThat(List.of(
                        new FeedFilter(Set.of(FeedEventType.UNSUBSCRIBED), null, null, null),
                        new FeedFilter(Set.of(), "presence-", null, null),
                        new FeedFilter(Set.of(), "private-*", null, null),
                        new FeedFilter(Set.of(), null, "1.3", null),
                        new FeedFilter(Set.of(), null, null, "bob")))
                .allSatisfy(filter -> {
                    assertThat(filter.matches(event)).isFalse();
                    assertThat(filter.matches(event.toJson("node", Instant.now())))
                            .isFalse();
                });
        assertThat(new FeedFilter(Set.of(FeedEventType.SUBSCRIBED), "x", null, null).matches(FeedEvent.skipped(1)))
                .isTrue();
    }

    @Test
    void a_viewer_above_the_maximum_is_rejected() {
        Feed small = TestFeed.create(meters, Map.of("vask.feed.max-viewers", "1"));
        FeedViewer first = open(small, "shop", FeedFilter.ALL);

        assertThat(small.open("shop", FeedFilter.ALL, () -> {})).isNull();
        assertThat(meters.rejected(Bound.FEED_VIEWERS)).isEqualTo(1);
        open(small, "other", FeedFilter.ALL);
        small.close("shop", first);
        open(small, "shop", FeedFilter.ALL);
    }

    @Test
    void a_viewer_that_does_not_read_holds_a_limited_number_of_bytes_and_others_receive_everything() {
        Feed small = TestFeed.create(
                meters, Map.of("vask.feed.viewer-bytes", "10000", "vask.feed.events-per-second", "100000"));
        FeedViewer slow = open(small, "shop", FeedFilter.ALL);
        FeedViewer fast = open(small, "shop", FeedFilter.ALL);
        int reported = 1_000;
        int received = 0;

        for (int i = 0; i < reported; i++) {
            small.report("shop", event("room", json -> json.put("data", "x".repeat(100))));
            received += received(fast).size();
        }

        assertThat(received).isEqualTo(reported);
        List<ObjectNode> kept = received(slow);
        assertThat(kept.stream().mapToInt(it -> it.toString().length() * 2).sum())
                .isLessThanOrEqualTo(10_000);
        assertThat(meters.rejected(Bound.FEED_VIEWER_BYTES)).isEqualTo(reported - kept.size());
        slow.reportSkipped("node");
        assertThat(received(slow))
                .singleElement()
                .satisfies(it -> assertThat(it.path("count").asInt()).isEqualTo(reported - kept.size()));
    }

    @Test
    void a_viewer_is_notified_once_until_it_has_taken_everything() {
        AtomicInteger notified = new AtomicInteger();
        FeedViewer viewer = feed.open("shop", FeedFilter.ALL, notified::incrementAndGet);
        assertThat(viewer).isNotNull();

        feed.report("shop", event("a", json -> {}));
        feed.report("shop", event("b", json -> {}));
        assertThat(notified).hasValue(1);
        received(viewer);
        feed.report("shop", event("c", json -> {}));
        assertThat(notified).hasValue(2);
    }

    @Test
    void events_above_the_rate_are_left_out_and_counted() {
        WatchedApp app = new WatchedApp(3, meters.meters());
        FeedViewer viewer = new FeedViewer(FeedFilter.ALL, 100_000, () -> {});
        app.add(viewer);
        long now = System.nanoTime();

        for (int i = 0; i < 10; i++) {
            app.report(event("room", json -> {}), "node", now);
        }
        app.reportSkipped("node");
        app.report(
                event("room", json -> {}), "node", now + Duration.ofSeconds(2).toNanos());

        assertThat(received(viewer))
                .extracting(it -> it.path("type").asText() + it.path("count").asText())
                .containsExactly("subscribed", "subscribed", "subscribed", "skipped7", "subscribed");
        assertThat(meters.rejected(Bound.FEED_RATE)).isEqualTo(7);
    }

    @Test
    void events_go_to_the_nodes_whose_viewers_want_them_until_their_announcement_expires() {
        WatchedApp app = new WatchedApp(100, meters.meters());
        long now = System.nanoTime();
        app.setRemote("one", List.of(FeedFilter.ALL), now + 1);
        app.setRemote("two", List.of(new FeedFilter(Set.of(), "other", null, null)), now + 1);

        assertThat(app.report(event("room", json -> {}), "here", now)).isTrue();
        assertThat(app.takePending()).containsOnlyKeys("one");
        assertThat(app.takePending()).isEmpty();
        assertThat(app.viewersEverywhere()).isEqualTo(2);
        assertThat(app.expire(now + 2)).isFalse();
        assertThat(app.report(event("room", json -> {}), "here", now)).isFalse();
    }

    @Test
    void the_streams_of_a_deleted_app_end() {
        FeedViewer viewer = open(feed, "shop", FeedFilter.ALL);

        feed.appChanged(new AppChange("shop", Optional.empty()));

        assertThat(viewer.hasEnded()).isTrue();
    }

    @Test
    void all_streams_end_when_the_node_stops() {
        FeedViewer viewer = open(feed, "shop", FeedFilter.ALL);

        feed.stop();

        assertThat(viewer.hasEnded()).isTrue();
        assertThat(open(feed, "shop", FeedFilter.ALL).hasEnded()).isTrue();
        assertThat(feed.isWatched("other")).isFalse();
    }

    @Test
    void long_texts_are_cut_between_characters() {
        ObjectNode json = Json.object("{}");

        FeedEvent.putText(json, "data", "x".repeat(1_023) + "\uD83D\uDE00");

        assertThat(json.path("data").asText()).isEqualTo("x".repeat(1_023));
        assertThat(json.path("truncated").asBoolean()).isTrue();
    }
}
