package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.Disconnection;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookEvent;
import dev.vask.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that hold so much that it is given up in several slices: whatever comes between, others see each change once. */
class SlicedReleaseTest {

    private static final RedisProcess REDIS =
            RedisProcess.start("--slowlog-log-slower-than", "-1", "--slowlog-max-len", "5000");
    private static final Slices SMALL = new Slices(2, 4);
    private static final Pattern MORE_ARGUMENTS = Pattern.compile("\\.\\.\\. \\((\\d+) more arguments\\)");
    private static final Pattern CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final int LOGGED_ARGUMENTS = 31; // of each command, the last being how many more there are

    private final String prefix = "test-" + UUID.randomUUID();
    private final App app = ClusterNode.app().withWebhook(Webhook.to("https://example.com/hooks"));
    private ClusterNode node;
    private ClusterNode other;

    @BeforeEach
    void join() {
        node = ClusterNode.of(REDIS, prefix, ClusterNode.LEASE, SMALL).knows(app);
        other = ClusterNode.of(REDIS, prefix, ClusterNode.LEASE, SMALL).knows(app);
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }

    private static List<String> names(String stem, int many) {
        return IntStream.range(0, many).mapToObj(i -> stem + i).toList();
    }

    private static Disconnection departure(List<String> channels, @Nullable Member member) {
        return new Disconnection(
                channels.stream()
                        .map(it -> new Disconnection.HeldSubscription(ChannelName.parse(it), member))
                        .toList(),
                null,
                List.of());
    }

    /** One connection that is subscribed to all of these. */
    private static Disconnection subscribe(ClusterNode at, App app, List<String> channels, @Nullable String user) {
        at.connect(app);
        Member member = ClusterNode.member(user);
        List<CompletionStage<?>> some = new ArrayList<>();
        for (String channel : channels) {
            some.add(at.live.subscribe(app, ChannelName.parse(channel), member));
            if (some.size() == 200) {
                some.forEach(ClusterNode::done);
                some.clear();
            }
        }
        some.forEach(ClusterNode::done);
        return departure(channels, member);
    }

    private List<String> occupied(ClusterNode at) {
        return List.copyOf(
                ClusterNode.done(at.live.channels(app, "", "", 1_000)).keySet());
    }

    private static long calls() {
        Matcher calls = CALLS.matcher(REDIS.command("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** All that the backend was told once nothing is held back any more. */
    private List<WebhookEvent> told(ClusterNode at, int atLeast) {
        List<WebhookEvent> told = new ArrayList<>();
        await().until(() -> {
            TakeRequest want = new TakeRequest(null, 1_000, 0, Duration.ofSeconds(1));
            if (ClusterNode.done(at.live.webhooks().take(app.key(), app, want)) instanceof TakeResult.Owned here) {
                for (Delivery delivery : here.first()) {
                    told.addAll(delivery.events());
                    ClusterNode.done(at.live.webhooks().done(app.key(), delivery));
                }
                return told.size() >= atLeast
                        && here.next() == null
                        && here.first().isEmpty();
            }
            return false;
        });
        return told;
    }

    @Test
    void no_call_is_about_more_than_a_slice_however_many_channels_a_connection_holds_and_others_come_between() {
        int channels = 50_000;
        String elsewhere = prefix + "-whole";
        App much = ClusterNode.app();
        App busy = ClusterNode.app();
        try (ClusterNode whole = ClusterNode.of(REDIS, elsewhere, Duration.ofMinutes(1), Slices.DEFAULT)) {
            Disconnection held = subscribe(whole, much, names("room-", channels), null);
            whole.subscribe(busy, "x", null);
            REDIS.command("SLOWLOG", "RESET");
            REDIS.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
            long before = calls();

            CompletableFuture<Void> release = whole.live.disconnect(much, held).toCompletableFuture();
            for (int i = 0; i < 20; i++) {
                whole.publish(busy, "x", Integer.toString(i));
            }
            assertThat(release)
                    .as("what others publish does not wait for all of it")
                    .isNotDone();
            ClusterNode.done(release);

            long slices = ((long) channels + Slices.DEFAULT.changes() - 1) / Slices.DEFAULT.changes();
            assertThat(calls() - before).isBetween(slices, slices + 200);
            assertThat(longestCall()).isLessThanOrEqualTo(2 * Slices.DEFAULT.changes() + 20);
            assertThat(ClusterNode.done(whole.live.channels(much, "", "", 10))).isEmpty();
            assertThat(ClusterNode.done(whole.live.usage(much)).connections()).isZero();
            assertThat(whole.news(busy)).hasSize(20);
        } finally {
            REDIS.command("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        }
    }

    /** The arguments of the longest of the commands that Redis carried out. */
    private static int longestCall() {
        Matcher more = MORE_ARGUMENTS.matcher(REDIS.command("SLOWLOG", "GET", "5000"));
        return more.results()
                .mapToInt(it -> Integer.parseInt(it.group(1)) + LOGGED_ARGUMENTS)
                .max()
                .orElse(0);
    }

    @Test
    void a_connection_counts_until_all_that_it_held_is_given_up_and_then_no_longer() {
        App tight = ClusterNode.app(1);
        Disconnection held = subscribe(node, tight, names("room-", 40), null);
        node.line.delayResponses(Duration.ofMillis(20));

        CompletionStage<Void> release = node.live.disconnect(tight, held);

        assertThat(ClusterNode.done(other.live.connect(tight))).isFalse();
        ClusterNode.done(release);
        assertThat(ClusterNode.done(other.live.connect(tight))).isTrue();
        assertThat(ClusterNode.done(other.live.connect(tight))).isFalse();
    }

    @Test
    void who_subscribes_while_another_connection_is_given_up_keeps_its_subscriptions() {
        List<String> channels = names("presence-", 40);
        Disconnection held = subscribe(node, app, channels, "ada");
        node.line.delayResponses(Duration.ofMillis(10));

        CompletionStage<Void> release = node.live.disconnect(app, held);
        Disconnection again = subscribe(node, app, channels, "ada");
        subscribe(other, app, channels.subList(0, 20), "bob");
        ClusterNode.done(release);

        assertThat(occupied(other)).containsExactlyInAnyOrderElementsOf(channels);
        for (String channel : channels) {
            boolean isShared = channels.indexOf(channel) < 20;
            assertThat(other.subscriptions(app, channel)).as(channel).isEqualTo(isShared ? 2 : 1);
            assertThat(other.users(app, channel))
                    .as(channel)
                    .containsExactlyInAnyOrderElementsOf(isShared ? List.of("ada", "bob") : List.of("ada"));
        }
        ClusterNode.done(node.live.disconnect(app, again));
        assertThat(occupied(other)).containsExactlyInAnyOrderElementsOf(channels.subList(0, 20));
    }

    @Test
    void what_a_node_was_releasing_when_it_crashed_is_released_by_others_and_notified_once() {
        List<String> channels = names("presence-", 60);
        List<String> shared = channels.subList(0, 30);
        Disconnection held = subscribe(node, app, channels, "ada");
        subscribe(other, app, shared, "bob");
        node.line.delayResponses(Duration.ofMillis(50));

        node.live.disconnect(app, held);
        await().until(() ->
                occupied(other).size() < 60 || other.users(app, "presence-29").size() < 2);
        node.die();
        assertThat(Stream.concat(occupied(other).stream(), shared.stream().flatMap(it -> other.users(app, it).stream()))
                        .toList())
                .as("it crashed in the middle of it")
                .hasSizeGreaterThan(60);

        await().atMost(ClusterNode.LEASE.multipliedBy(3))
                .until(() -> occupied(other).size() == 30
                        && shared.stream().allMatch(it -> other.users(app, it).equals(List.of("bob"))));
        assertThat(shared)
                .allSatisfy(it -> assertThat(other.subscriptions(app, it)).isEqualTo(1));
        assertThat(ClusterNode.done(other.live.usage(app)).connections()).isEqualTo(1);
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed"))
                .hasSize(30)
                .doesNotHaveDuplicates();
        List<WebhookEvent> told = told(other, 60 + 60 + 30 + 30);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told)
                .filteredOn(WebhookEvent.ChannelVacated.class::isInstance)
                .hasSize(30);
        assertThat(told)
                .filteredOn(WebhookEvent.MemberRemoved.class::isInstance)
                .hasSize(60);
    }

    @Test
    void what_was_being_given_up_when_the_line_was_cut_is_given_up_once() {
        List<String> channels = names("presence-", 60);
        Disconnection held = subscribe(node, app, channels, "ada");
        Disconnection stays = subscribe(node, app, channels.subList(0, 40), "carol");
        subscribe(other, app, channels.subList(0, 30), "bob");
        node.line.delayResponses(Duration.ofMillis(50));

        node.live.disconnect(app, held);
        await().until(() ->
                channels.stream().anyMatch(it -> !other.users(app, it).contains("ada")));
        node.line.closeConnections();
        node.isDown();
        node.line.delayResponses(Duration.ZERO);
        node.isUp();

        assertThat(channels).noneMatch(it -> other.users(app, it).contains("ada"));
        assertThat(occupied(other)).hasSize(40);
        assertThat(ClusterNode.done(other.live.usage(app)).connections()).isEqualTo(2);
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed"))
                .hasSize(30)
                .doesNotHaveDuplicates();
        ClusterNode.done(node.live.disconnect(app, stays));
        assertThat(occupied(other)).hasSize(30);
        assertThat(ClusterNode.done(other.live.usage(app)).connections()).isEqualTo(1);
    }

    @Test
    void members_of_an_expired_node_leave_a_channel_that_has_more_of_them_than_a_slice() {
        List<String> dead = names("dead-", 25);
        List<String> alive = names("alive-", 7);
        dead.forEach(user -> subscribe(node, app, List.of("presence-x", "presence-y"), user));
        alive.forEach(user -> subscribe(other, app, List.of("presence-x"), user));

        node.die();

        await().atMost(ClusterNode.LEASE.multipliedBy(3))
                .until(() -> other.users(app, "presence-x").equals(alive));
        await().until(() -> occupied(other).equals(List.of("presence-x")));
        assertThat(other.subscriptions(app, "presence-x")).isEqualTo(7);
        assertThat(other.users(app, "presence-y")).isEmpty();
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed") && it.contains("presence-x"))
                .hasSize(25)
                .doesNotHaveDuplicates();
        List<WebhookEvent> told = told(other, 2 + 25 + 25 + 7 + 25 + 25 + 1);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told)
                .filteredOn(WebhookEvent.MemberRemoved.class::isInstance)
                .hasSize(50);
    }

    @Test
    void members_who_left_while_the_line_was_cut_are_found_among_more_than_a_slice() {
        List<String> users = names("user-", 25);
        users.forEach(user -> subscribe(node, app, List.of("presence-x"), user));
        users.forEach(user -> subscribe(node, app, List.of("presence-y"), user));
        subscribe(other, app, List.of("presence-x", "presence-y"), "bob");
        node.line.refuseConnections();
        node.isDown();

        users.subList(0, 10).forEach(user -> node.leave(app, "presence-x", user));
        users.forEach(user -> node.leave(app, "presence-y", user));
        node.line.acceptConnections();
        node.isUp();

        assertThat(other.users(app, "presence-x"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(users.subList(10, 25).stream(), Stream.of("bob"))
                        .toList());
        assertThat(other.users(app, "presence-y")).containsExactly("bob");
        assertThat(other.subscriptions(app, "presence-x")).isEqualTo(16);
        assertThat(other.subscriptions(app, "presence-y")).isEqualTo(1);
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed"))
                .hasSize(35)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatever_happens_amid_releases_redis_comes_to_know_what_the_nodes_hold() {
        Random random = new Random(14);
        List<String> channels = names("presence-", 8);
        List<ClusterNode> nodes = List.of(node, other);
        Map<ClusterNode, List<Disconnection>> connections = new HashMap<>();
        nodes.forEach(each -> connections.put(each, new ArrayList<>()));
        for (int i = 0; i < 300; i++) {
            ClusterNode at = nodes.get(random.nextInt(2));
            List<Disconnection> there = connections.get(at);
            if (i % 60 == 30) {
                at.line.closeConnections();
            }
            if (there.size() > 5 || (!there.isEmpty() && random.nextBoolean())) {
                at.live.disconnect(app, there.remove(random.nextInt(there.size())));
            } else {
                connect(at, channels, random).ifPresent(there::add);
            }
        }

        nodes.forEach(ClusterNode::isUp);
        int open = connections.values().stream().mapToInt(List::size).sum();
        await().until(() -> ClusterNode.done(other.live.usage(app)).connections() == open);
        for (String channel : channels) {
            List<Disconnection.HeldSubscription> held = connections.values().stream()
                    .flatMap(List::stream)
                    .flatMap(it -> it.subscriptions().stream())
                    .filter(it -> it.channel().value().equals(channel))
                    .toList();
            assertThat(other.subscriptions(app, channel)).as(channel).isEqualTo(held.size());
            assertThat(other.users(app, channel))
                    .as(channel)
                    .containsExactlyInAnyOrderElementsOf(
                            held.stream().map(it -> it.member().id()).distinct().toList());
        }
    }

    /** A connection that is subscribed to some channels as one user; none if the line is down. */
    private Optional<Disconnection> connect(ClusterNode at, List<String> channels, Random random) {
        Member member = ClusterNode.member("user-" + random.nextInt(3));
        try {
            at.connect(app);
        } catch (CompletionException e) {
            at.isUp();
            return Optional.empty();
        }
        List<Disconnection.HeldSubscription> held = new ArrayList<>();
        for (String channel : channels) {
            if (random.nextInt(4) > 0) {
                ChannelName name = ChannelName.parse(channel);
                try {
                    ClusterNode.done(at.live.subscribe(app, name, member));
                    held.add(new Disconnection.HeldSubscription(name, member));
                } catch (CompletionException e) {
                    at.isUp();
                }
            }
        }
        return Optional.of(new Disconnection(held, null, List.of()));
    }

    @Test
    void a_user_is_offline_when_all_of_its_connection_is_given_up() {
        other.signIn(app, "bob", "ada");
        node.connect(app);
        ClusterNode.done(node.live.signIn(app, UserId.parse("ada"), List.of("bob"), null));
        names("room-", 9).forEach(it -> ClusterNode.done(node.live.subscribe(app, ChannelName.parse(it), null)));
        List<Disconnection.HeldSubscription> held = departure(names("room-", 9), null).subscriptions();

        ClusterNode.done(node.live.disconnect(app, new Disconnection(held, UserId.parse("ada"), List.of("bob"))));

        await().until(() -> other.frames(app).stream().anyMatch(it -> it.contains("offline")));
        assertThat(occupied(other)).isEmpty();
        assertThat(other.frames(app)).filteredOn(it -> it.contains("offline")).hasSize(1);
    }
}
