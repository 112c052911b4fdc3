package dev.vask.live;

import static dev.vask.live.LiveContract.clientEvent;
import static dev.vask.live.LiveContract.event;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.news;
import static dev.vask.live.LiveContract.to;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.StageAwaiter.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.SocketId;
import dev.vask.traces.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of events, resumption and the history of channels ({@code docs/recovery.md}). */
interface RecoveryContract extends LiveContract {

    private static App withHistory(int events, int seconds, int bytes) {
        return newApp().withHistory(new HistorySettings(true, events, seconds, bytes, false, 0));
    }

    private static App withHistory() {
        return newApp().withHistory(HistorySettings.ON);
    }

    private List<String> publishWithIds(App app, Event... events) {
        Publication publication = new Publication(List.of(events), 1, false, true, null, Trace.NONE);
        return ((PublishResult.Accepted) await(live().publish(app, publication))).ids();
    }

    private String publishOne(App app, String channel, String data) {
        return publishWithIds(app, event(channel, data)).getFirst();
    }

    private SubscribeResult.Subscribed begin(App app, String channel, @Nullable String after) {
        return (SubscribeResult.Subscribed) await(live("b").subscribe(app, ChannelName.parse(channel), null, after));
    }

    private Resumption resume(App app, String channel, String after) {
        return requireNonNull(begin(app, channel, after).resumption());
    }

    private static List<String> frames(Resumption resumption) {
        assertThat(resumption).isInstanceOf(Resumption.Continued.class);
        return ((Resumption.Continued) resumption)
                .events().stream().map(StoredEvent::frame).toList();
    }

    private static void assertGap(Resumption resumption, GapCause cause) {
        assertThat(resumption).isInstanceOfSatisfying(Resumption.Gap.class, gap -> assertThat(gap.cause())
                .isEqualTo(cause));
    }

    private HistoryResult.Page history(App app, String channel, HistoryQuery query) {
        return (HistoryResult.Page) await(live().history(app, ChannelName.parse(channel), query));
    }

    private static HistoryQuery forward(@Nullable String after, int limit) {
        return new HistoryQuery(after, null, false, limit);
    }

    private static List<String> ids(HistoryResult.Page page) {
        return page.items().stream().map(StoredEvent::id).toList();
    }

    private static void assertIncreasing(List<String> ids) {
        assertThat(ids.stream().map(id -> id.substring(0, id.indexOf(':'))).distinct())
                .hasSize(1);
        assertThat(ids.stream().map(id -> Long.parseLong(id.substring(id.indexOf(':') + 1))))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    default void ids_of_a_channel_grow_whether_it_is_occupied_or_not() {
        App app = withHistory();
        List<String> ids = new ArrayList<>();
        ids.add(publishOne(app, "x", "1"));
        TestConnection connection = connection(app);
        connection.subscribe("x");
        ids.addAll(publishWithIds(app, event("x", "2"), event("y", "3"), event("x", "4")));

        assertIncreasing(ids);
        assertThat(connection.received()).containsExactly(news("x", "2"), news("x", "4"));
    }

    @Test
    default void subscribers_receive_the_ids_that_the_publisher_got() {
        App app = withHistory();
        begin(app, "x", null);
        String id = publishOne(app, "x", "1");

        Awaitility.await().untilAsserted(() -> assertThat(
                        fixture().node("b").inbox().messages())
                .filteredOn(it -> it.app().equals(app.key()))
                .extracting(it ->
                        ((Message.SendFrame) it.content()).frame().identified().text())
                .containsExactly("{\"event\":\"news\",\"channel\":\"x\",\"data\":\"1\",\"id\":\"%s\"}".formatted(id)));
    }

    @Test
    default void an_app_without_history_has_no_ids_and_cannot_resume() {
        App app = newApp();

        assertThat(publishWithIds(app, event("x", "1"))).containsExactly("");
        assertThat(resume(app, "x", "")).isEqualTo(new Resumption.Gap("", GapCause.OFF));
        assertThat(resume(app, "x", "1:2")).isEqualTo(new Resumption.Gap("", GapCause.OFF));
        assertThat(begin(app, "x", null).resumption()).isNull();
    }

    @Test
    default void events_to_users_have_no_ids() {
        assertThat(publishWithIds(withHistory(), Event.fromBackend(toUser("ada"), "news", "1", null)))
                .containsExactly("");
    }

    @Test
    default void a_subscription_continues_after_each_event() {
        App app = withHistory();
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(i -> publishOne(app, "x", Integer.toString(i)))
                .toList();
        publishOne(app, "y", "other");

        for (int i = 0; i < 5; i++) {
            Resumption resumption = resume(app, "x", ids.get(i));
            assertThat(resumption.afterId()).isEqualTo(ids.get(i));
            assertThat(frames(resumption))
                    .isEqualTo(IntStream.range(i + 1, 5)
                            .mapToObj(n -> news("x", Integer.toString(n)))
                            .toList());
        }
    }

    @Test
    default void the_current_position_is_one_to_continue_from() {
        App app = withHistory();
        publishOne(app, "x", "before");
        Resumption first = resume(app, "x", "");
        assertThat(frames(first)).isEmpty();
        publishOne(app, "y", "other");
        publishOne(app, "x", "after");

        assertThat(frames(resume(app, "x", first.afterId()))).containsExactly(news("x", "after"));
    }

    @Test
    default void a_quiet_channel_continues_however_many_events_others_have() {
        App app = withHistory(3, 300, 10_000);
        Resumption position = resume(app, "quiet", "");
        IntStream.range(0, 30).forEach(i -> publishOne(app, "busy", "1"));

        assertThat(frames(resume(app, "quiet", position.afterId()))).isEmpty();
    }

    @Test
    default void later_messages_come_after_the_replayed_ones() {
        App app = withHistory();
        String first = publishOne(app, "x", "1");
        publishOne(app, "x", "2");
        SubscribeResult.Subscribed begun = begin(app, "x", first);
        String third = publishOne(app, "x", "3");

        Resumption.Continued resumption = (Resumption.Continued) requireNonNull(begun.resumption());
        String replayed = resumption.events().getLast().id();
        assertThat(Long.parseLong(replayed.substring(replayed.indexOf(':') + 1)))
                .isLessThanOrEqualTo(begun.sequence());
        assertThat(Long.parseLong(third.substring(third.indexOf(':') + 1))).isGreaterThan(begun.sequence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", ":", "1:", ":1", "x:-1", "x:y", "1:99999999999999999999", "\n", "ü:1"})
    default void an_id_of_another_form_is_a_gap(String id) {
        assertThat(resume(withHistory(), "x", id)).isInstanceOf(Resumption.Gap.class);
    }

    @Test
    default void an_id_of_another_epoch_is_a_gap() {
        App app = withHistory();
        String id = publishOne(app, "x", "1");

        assertGap(resume(app, "x", "abc" + id.substring(id.indexOf(':'))), GapCause.EPOCH);
    }

    @Test
    default void an_id_of_the_future_is_a_gap() {
        App app = withHistory();
        String id = publishOne(app, "x", "1");
        long next = Long.parseLong(id.substring(id.indexOf(':') + 1)) + 1;

        assertGap(resume(app, "x", id.substring(0, id.indexOf(':') + 1) + next), GapCause.EPOCH);
    }

    @Test
    default void more_events_than_the_limit_are_a_gap_and_never_a_part() {
        App app = withHistory(4, 300, 10_000);
        List<String> ids = IntStream.range(0, 12)
                .mapToObj(i -> publishOne(app, "x", Integer.toString(i)))
                .toList();

        assertGap(resume(app, "x", ids.get(5)), GapCause.EXPIRED);
        assertThat(frames(resume(app, "x", ids.get(8)))).hasSize(3);
        assertThat(ids(history(app, "x", forward(null, 100)))).isEqualTo(ids.subList(8, 12));
    }

    @Test
    default void more_bytes_than_the_limit_are_a_gap() {
        App app = withHistory(100, 300, 2_000);
        String data = "x".repeat(450);
        List<String> ids =
                IntStream.range(0, 8).mapToObj(i -> publishOne(app, "x", data)).toList();

        assertGap(resume(app, "x", ids.getFirst()), GapCause.EXPIRED);
        assertThat(frames(resume(app, "x", ids.get(6)))).hasSize(1);
        assertThat(await(live().usage(app)).history().bytes()).isBetween(500L, 2_000L);
    }

    @Test
    default void an_event_that_is_larger_than_the_history_is_a_gap() {
        App app = withHistory(100, 300, 2_000);
        String before = publishOne(app, "x", "1");
        String large = publishOne(app, "x", "x".repeat(3_000));

        assertGap(resume(app, "x", before), GapCause.EXPIRED);
        assertThat(frames(resume(app, "x", large))).isEmpty();
        assertThat(ids(history(app, "x", forward(null, 10)))).isEmpty();
    }

    @Test
    default void events_expire() {
        App app = withHistory(100, 1, 10_000);
        String first = publishOne(app, "x", "1");
        String last = publishOne(app, "x", "2");
        fixture().advance(Duration.ofMillis(1_300));

        assertGap(resume(app, "x", first), GapCause.EXPIRED);
        assertThat(frames(resume(app, "x", last))).isEmpty();
        assertThat(ids(history(app, "x", forward(null, 10)))).isEmpty();
        assertThat(publishOne(app, "x", "3")).isNotEmpty();
        assertThat(frames(resume(app, "x", last))).containsExactly(news("x", "3"));
    }

    @Test
    default void more_than_may_be_replayed_is_a_gap() {
        App app = withHistory(1_000, 300, 1_000_000);
        String first = publishOne(app, "x", "1");
        String second = publishOne(app, "x", "x".repeat(10_000));
        publishOne(app, "x", "x".repeat(11_000));

        assertGap(resume(app, "x", first), GapCause.SIZE);
        assertThat(frames(resume(app, "x", second))).hasSize(1);
    }

    @Test
    default void all_channels_together_are_within_the_limit_of_the_app() {
        App app = withHistory(1_000, 300, 1_000_000);
        long limit = LiveStateFixture.LIMITS.history().appBytes();
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(i -> publishOne(app, "x" + i, "x".repeat(4_000)))
                .toList();

        assertThat(await(live().usage(app)).history().bytes()).isPositive().isLessThanOrEqualTo(limit);
        assertThat(ids(history(app, "x29", forward(null, 10)))).containsExactly(ids.getLast());
        for (int i = 0; i < 30; i++) { // the last event of each channel is known, though few are stored
            assertThat(frames(resume(app, "x" + i, ids.get(i)))).isEmpty();
        }
    }

    @Test
    default void channels_beyond_the_limit_are_forgotten_and_then_a_gap() {
        App app = withHistory(10, 300, 10_000);
        int limit = LiveStateFixture.LIMITS.history().channels();
        Resumption never = resume(app, "never", "");
        List<String> ids = IntStream.range(0, limit * 2)
                .mapToObj(i -> publishOne(app, "x" + i, "1"))
                .toList();

        assertGap(resume(app, "never", never.afterId()), GapCause.EXPIRED);
        long known = IntStream.range(0, limit * 2)
                .filter(i -> resume(app, "x" + i, ids.get(i)) instanceof Resumption.Continued)
                .count();
        assertThat(known).isGreaterThanOrEqualTo(limit / 2);
        assertThat(await(live().usage(app)).history().events()).isLessThanOrEqualTo(limit);
        assertThat(frames(resume(app, "x" + (limit * 2 - 1), ids.getLast()))).isEmpty();
    }

    @Test
    default void client_events_are_kept_only_if_the_app_says_so() {
        for (boolean kept : new boolean[] {false, true}) {
            App app = newApp().withHistory(new HistorySettings(true, 10, 300, 10_000, kept, 0));
            TestConnection sender = connection(app);
            sender.subscribe("private-x");
            String before = publishOne(app, "private-x", "1");
            List<String> ids = publishWithIds(app, clientEvent("private-x", "2", sender, null));

            assertIncreasing(List.of(before, ids.getFirst()));
            assertThat(frames(resume(app, "private-x", before))).hasSize(kept ? 1 : 0);
            assertThat(frames(resume(app, "private-x", ids.getFirst()))).isEmpty();
        }
    }

    @Test
    default void the_excluded_socket_id_is_stored() {
        App app = withHistory();
        String before = publishOne(app, "x", "1");
        publishWithIds(app, Event.fromBackend(to("x"), "news", "2", new SocketId("12.34")));

        assertThat(((Resumption.Continued) resume(app, "x", before)).events())
                .extracting(StoredEvent::except)
                .containsExactly(new SocketId("12.34"));
    }

    @Test
    default void a_cached_event_has_its_id() {
        App app = withHistory();
        String id = publishOne(app, "cache-x", "1");

        CachedEvent cached = begin(app, "cache-x", null).cached();
        assertThat(cached).isNotNull().extracting(CachedEvent::id).isEqualTo(id);
    }

    @Test
    default void nothing_is_continued_over_a_time_without_history() {
        App app = withHistory();
        String id = publishOne(app, "x", "1");
        publishOne(app.withHistory(HistorySettings.OFF), "x", "2");
        App again = app.withHistory(
                HistorySettings.ON.replacing(HistorySettings.OFF, fixture().now()));

        assertGap(resume(again, "x", id), GapCause.EPOCH);
    }

    @Test
    default void events_of_the_time_until_all_nodes_have_the_settings_are_a_gap_afterwards() {
        App app = newApp().withHistory(HistorySettings.ON.replacing(
                HistorySettings.OFF, fixture().now()));
        String during = publishOne(app, "x", "1");
        if (live() != live("b")) {
            publishOne(app.withHistory(HistorySettings.OFF), "x", "not stored");
            assertGap(resume(app, "x", during), GapCause.EPOCH);
        }
        fixture().advanceCalendar(App.PROPAGATION_TIME.plusMillis(1));
        String after = publishOne(app, "x", "2");

        if (live() != live("b")) { // one node has its settings at once
            assertGap(resume(app, "x", during), GapCause.EPOCH);
        }
        assertThat(frames(resume(app, "x", after))).isEmpty();
    }

    @Test
    default void nothing_is_continued_over_events_of_nodes_that_know_that_the_history_is_off() {
        App app = withHistory();
        String id = publishOne(app, "x", "1");
        App off = app.withHistory(
                HistorySettings.OFF.replacing(app.history(), fixture().now()));
        publishOne(off, "x", "not stored");

        if (live() != live("b")) { // one node has its settings at once
            assertGap(resume(app, "x", id), GapCause.EPOCH);
        }
        assertThat(resume(off, "x", id)).isEqualTo(new Resumption.Gap("", GapCause.OFF));
    }

    @Test
    default void the_stored_events_are_reported_after_each_publish() {
        App app = withHistory();
        List<Usage.StoredEvents> reported = Collections.synchronizedList(new ArrayList<>());
        live().onStoredEvents((key, stored) -> {
            if (key.equals(app.key())) {
                reported.add(stored);
            }
        });
        publishOne(app, "x", "1");
        publishOne(app, "y", "2");

        Awaitility.await().untilAsserted(() -> assertThat(reported)
                .hasSize(2)
                .last()
                .isEqualTo(await(live().usage(app)).history()));
        assertThat(reported).extracting(Usage.StoredEvents::events).containsExactly(1L, 2L);
    }

    @Test
    default void a_deleted_app_leaves_no_history() {
        App app = withHistory();
        String id = publishOne(app, "x", "1");
        await(live().deleteApp(app.key()));

        assertThat(resume(app, "x", id)).isInstanceOf(Resumption.Gap.class);
        assertThat(await(live().usage(app)).history()).isEqualTo(new Usage.StoredEvents(0, 0));
    }

    @Test
    default void the_history_is_read_in_both_directions_and_in_pages() {
        App app = withHistory();
        List<String> ids = IntStream.range(0, 7)
                .mapToObj(i -> publishOne(app, "x", Integer.toString(i)))
                .toList();

        for (boolean backward : new boolean[] {false, true}) {
            List<String> wanted = backward ? ids.reversed() : ids;
            List<String> found = new ArrayList<>();
            String cursor = null;
            HistoryResult.Page page;
            do {
                page = history(app, "x", new HistoryQuery(null, cursor, backward, 3));
                assertThat(page.oldest()).isEqualTo(ids.getFirst());
                assertThat(page.position()).isEqualTo(ids.getLast());
                found.addAll(ids(page));
                cursor = found.getLast();
            } while (page.hasMore());
            assertThat(found).isEqualTo(wanted);
        }
        assertThat(ids(history(app, "x", forward(ids.get(4), 10)))).isEqualTo(ids.subList(5, 7));
        assertThat(ids(history(app, "x", new HistoryQuery(ids.get(2), ids.get(5), true, 10))))
                .isEqualTo(ids.subList(3, 5).reversed());
        assertThat(ids(history(app, "x", new HistoryQuery(ids.get(2), ids.get(5), false, 10))))
                .isEqualTo(ids.subList(6, 7));
    }

    @Test
    default void an_empty_history_is_read() {
        App app = withHistory();
        HistoryResult.Page page = history(app, "x", forward(null, 10));

        assertThat(page.items()).isEmpty();
        assertThat(page.hasMore()).isFalse();
        assertThat(page.oldest()).isNull();
        assertThat(frames(resume(app, "x", page.position()))).isEmpty();
    }

    @Test
    default void the_history_after_an_unknown_event_is_a_gap() {
        App app = withHistory(2, 300, 10_000);
        List<String> ids =
                IntStream.range(0, 4).mapToObj(i -> publishOne(app, "x", "1")).toList();

        HistoryResult result = await(live().history(app, ChannelName.parse("x"), forward(ids.getFirst(), 10)));

        assertThat(result).isEqualTo(new HistoryResult.Gap(GapCause.EXPIRED, ids.getLast(), ids.get(2)));
    }

    /** Random publishes to several channels, and resumptions from every position that a client could have. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    default void a_subscription_gets_all_events_after_its_position_or_a_gap(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        App app = withHistory(limit, 300, 1_000 + random.nextInt(4_000));
        List<List<String>> frames = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<List<String>> ids = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        record Position(int channel, int published, String id) {}
        List<Position> positions = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            int channel = random.nextInt(3);
            if (random.nextInt(4) == 0) {
                positions.add(new Position(
                        channel,
                        ids.get(channel).size(),
                        resume(app, "x" + channel, "").afterId()));
            } else {
                String data = step + "x".repeat(random.nextInt(200));
                String id = publishOne(app, "x" + channel, data);
                frames.get(channel).add(news("x" + channel, data));
                ids.get(channel).add(id);
                positions.add(new Position(channel, ids.get(channel).size(), id));
            }
            Position position = positions.get(positions.size() - 1 - random.nextInt(Math.min(40, positions.size())));
            List<String> all = frames.get(position.channel);
            List<String> missed = all.subList(position.published, all.size());
            switch (resume(app, "x" + position.channel, position.id)) {
                case Resumption.Continued it ->
                    assertThat(it.events().stream().map(StoredEvent::frame)).isEqualTo(missed);
                case Resumption.Gap it -> {
                    int bytes = all.subList(Math.max(0, position.published), all.size()).stream()
                            .mapToInt(String::length)
                            .sum();
                    assertThat(missed.size() > limit || bytes > app.history().maxBytes() * 3 / 4)
                            .as("a gap before %d of %d events of %d bytes", missed.size(), limit, bytes)
                            .isTrue();
                }
            }
        }
    }
}
