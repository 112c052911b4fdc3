package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.Disconnection;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
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

/** Connections with so much state that they are released in several slices: each change is visible once. */
class SlicedReleaseTest {

    private static final RedisProcess REDIS =
            RedisProcess.start("--slowlog-log-slower-than", "-1", "--slowlog-max-len", "5000");
    private static final Slices SMALL = new Slices(2, 4);
    private static final Pattern MORE_ARGUMENTS = Pattern.compile("\\.\\.\\. \\((\\d+) more arguments\\)");
    private static final Pattern CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final int LOGGED_ARGUMENTS = 31; // per command; the last one is the number of omitted arguments

    private final String prefix = "test-" + UUID.randomUUID();
    private final App app = ClusterNode.app().withWebhook(Webhook.to("https://example.com/hooks"));
    private ClusterNode node;
    private ClusterNode other;

    @BeforeEach
    void join() {
        node = ClusterNode.of(REDIS, prefix, ClusterNode.LEASE, SMALL).withApp(app);
        other = ClusterNode.of(REDIS, prefix, ClusterNode.LEASE, SMALL).withApp(app);
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }

    private static List<String> names(String prefixOfNames, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefixOfNames + i).toList();
    }

    private static Disconnection disconnection(List<String> channels, @Nullable Member member) {
        return new Disconnection(
                channels.stream()
                        .map(it -> new Disconnection.HeldSubscription(ChannelName.parse(it), member))
                        .toList(),
                null,
                List.of());
    }

    /** Opens one connection and subscribes it to all channels. */
    private static Disconnection subscribe(ClusterNode at, App app, List<String> channels, @Nullable String user) {
        at.connect(app);
        Member member = ClusterNode.member(user);
        List<CompletionStage<?>> some = new ArrayList<>();
        for (String channel : channels) {
            some.add(at.live.subscribe(app, ChannelName.parse(channel), member));
            if (some.size() == 200) {
                some.forEach(ClusterNode::resultOf);
                some.clear();
            }
        }
        some.forEach(ClusterNode::resultOf);
        return disconnection(channels, member);
    }

    private List<String> occupied(ClusterNode at) {
        return List.copyOf(
                ClusterNode.resultOf(at.live.channels(app, "", "", 1_000)).keySet());
    }

    private static long calls() {
        Matcher calls = CALLS.matcher(REDIS.command("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** All recorded events, after none is held back any more. */
    private List<WebhookEvent> recorded(ClusterNode at, int atLeast) {
        List<WebhookEvent> recorded = new ArrayList<>();
        await().until(() -> {
            TakeRequest want = new TakeRequest(null, 1_000, 0, Duration.ofSeconds(1));
            if (ClusterNode.resultOf(at.live.webhooks().take(app.key(), app, want)) instanceof TakeResult.Owned here) {
                for (Delivery delivery : here.first()) {
                    recorded.addAll(delivery.events());
                    ClusterNode.resultOf(at.live.webhooks().done(app.key(), delivery));
                }
                return recorded.size() >= atLeast
                        && here.next() == null
                        && here.first().isEmpty();
            }
            return false;
        });
        return recorded;
    }

    @Test
    void a_large_release_is_split_into_slices_and_does_not_block_others() {
        int channels = 50_000;
        String largePrefix = prefix + "-whole";
        App large = ClusterNode.app();
        App busy = ClusterNode.app();
        try (ClusterNode largeNode = ClusterNode.of(REDIS, largePrefix, Duration.ofMinutes(1), Slices.DEFAULT)) {
            Disconnection held = subscribe(largeNode, large, names("room-", channels), null);
            largeNode.subscribe(busy, "x", null);
            REDIS.command("SLOWLOG", "RESET");
            REDIS.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
            long before = calls();

            CompletableFuture<Void> release =
                    largeNode.live.disconnect(large, held).toCompletableFuture();
            for (int i = 0; i < 20; i++) {
                largeNode.publish(busy, "x", Integer.toString(i));
            }
            assertThat(release).as("the release is still running").isNotDone();
            ClusterNode.resultOf(release);

            long slices = ((long) channels + Slices.DEFAULT.changes() - 1) / Slices.DEFAULT.changes();
            assertThat(calls() - before).isBetween(slices, slices + 200);
            assertThat(longestCall()).isLessThanOrEqualTo(2 * Slices.DEFAULT.changes() + 20);
            assertThat(ClusterNode.resultOf(largeNode.live.channels(large, "", "", 10)))
                    .isEmpty();
            assertThat(ClusterNode.resultOf(largeNode.live.usage(large)).connections())
                    .isZero();
            assertThat(largeNode.eventData(busy)).hasSize(20);
        } finally {
            REDIS.command("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        }
    }

    /** The number of arguments of the longest command that Redis has run. */
    private static int longestCall() {
        Matcher more = MORE_ARGUMENTS.matcher(REDIS.command("SLOWLOG", "GET", "5000"));
        return more.results()
                .mapToInt(it -> Integer.parseInt(it.group(1)) + LOGGED_ARGUMENTS)
                .max()
                .orElse(0);
    }

    @Test
    void a_connection_counts_until_it_is_completely_released() {
        App tight = ClusterNode.app(1);
        Disconnection held = subscribe(node, tight, names("room-", 40), null);
        node.proxy.delayResponses(Duration.ofMillis(20));

        CompletionStage<Void> release = node.live.disconnect(tight, held);

        assertThat(ClusterNode.resultOf(other.live.connect(tight))).isFalse();
        ClusterNode.resultOf(release);
        assertThat(ClusterNode.resultOf(other.live.connect(tight))).isTrue();
        assertThat(ClusterNode.resultOf(other.live.connect(tight))).isFalse();
    }

    @Test
    void subscriptions_during_the_release_of_another_connection_are_kept() {
        List<String> channels = names("presence-", 40);
        Disconnection held = subscribe(node, app, channels, "ada");
        node.proxy.delayResponses(Duration.ofMillis(10));

        CompletionStage<Void> release = node.live.disconnect(app, held);
        Disconnection again = subscribe(node, app, channels, "ada");
        subscribe(other, app, channels.subList(0, 20), "bob");
        ClusterNode.resultOf(release);

        assertThat(occupied(other)).containsExactlyInAnyOrderElementsOf(channels);
        for (String channel : channels) {
            boolean isShared = channels.indexOf(channel) < 20;
            assertThat(other.subscriptions(app, channel)).as(channel).isEqualTo(isShared ? 2 : 1);
            assertThat(other.users(app, channel))
                    .as(channel)
                    .containsExactlyInAnyOrderElementsOf(isShared ? List.of("ada", "bob") : List.of("ada"));
        }
        ClusterNode.resultOf(node.live.disconnect(app, again));
        assertThat(occupied(other)).containsExactlyInAnyOrderElementsOf(channels.subList(0, 20));
    }

    @Test
    void a_release_of_a_crashed_node_is_completed_once_by_others() {
        List<String> channels = names("presence-", 60);
        List<String> shared = channels.subList(0, 30);
        Disconnection held = subscribe(node, app, channels, "ada");
        subscribe(other, app, shared, "bob");
        node.proxy.delayResponses(Duration.ofMillis(50));

        node.live.disconnect(app, held);
        await().until(() ->
                occupied(other).size() < 60 || other.users(app, "presence-29").size() < 2);
        node.crash();
        assertThat(Stream.concat(occupied(other).stream(), shared.stream().flatMap(it -> other.users(app, it).stream()))
                        .toList())
                .as("the release is incomplete")
                .hasSizeGreaterThan(60);

        await().atMost(ClusterNode.TIMEOUT)
                .until(() -> occupied(other).size() == 30
                        && shared.stream().allMatch(it -> other.users(app, it).equals(List.of("bob"))));
        assertThat(shared)
                .allSatisfy(it -> assertThat(other.subscriptions(app, it)).isEqualTo(1));
        assertThat(ClusterNode.resultOf(other.live.usage(app)).connections()).isEqualTo(1);
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed"))
                .hasSize(30)
                .doesNotHaveDuplicates();
        List<WebhookEvent> recorded = recorded(other, 60 + 60 + 30 + 30);
        assertThat(recorded).doesNotHaveDuplicates();
        assertThat(recorded)
                .filteredOn(WebhookEvent.ChannelVacated.class::isInstance)
                .hasSize(30);
        assertThat(recorded)
                .filteredOn(WebhookEvent.MemberRemoved.class::isInstance)
                .hasSize(60);
    }

    @Test
    void an_interrupted_release_is_completed_once_after_the_reconnect() {
        List<String> channels = names("presence-", 60);
        Disconnection held = subscribe(node, app, channels, "ada");
        Disconnection stays = subscribe(node, app, channels.subList(0, 40), "carol");
        subscribe(other, app, channels.subList(0, 30), "bob");
        node.proxy.delayResponses(Duration.ofMillis(50));

        node.live.disconnect(app, held);
        await().until(() ->
                channels.stream().anyMatch(it -> !other.users(app, it).contains("ada")));
        node.proxy.closeConnections();
        node.awaitDown();
        node.proxy.delayResponses(Duration.ZERO);
        node.awaitUp();

        assertThat(channels).noneMatch(it -> other.users(app, it).contains("ada"));
        assertThat(occupied(other)).hasSize(40);
        assertThat(ClusterNode.resultOf(other.live.usage(app)).connections()).isEqualTo(2);
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed"))
                .hasSize(30)
                .doesNotHaveDuplicates();
        ClusterNode.resultOf(node.live.disconnect(app, stays));
        assertThat(occupied(other)).hasSize(30);
        assertThat(ClusterNode.resultOf(other.live.usage(app)).connections()).isEqualTo(1);
    }

    @Test
    void more_members_than_a_slice_are_released_for_an_expired_node() {
        List<String> expired = names("dead-", 25);
        List<String> remaining = names("alive-", 7);
        expired.forEach(user -> subscribe(node, app, List.of("presence-x", "presence-y"), user));
        remaining.forEach(user -> subscribe(other, app, List.of("presence-x"), user));

        node.crash();

        await().atMost(ClusterNode.TIMEOUT)
                .until(() -> other.users(app, "presence-x").equals(remaining));
        await().until(() -> occupied(other).equals(List.of("presence-x")));
        assertThat(other.subscriptions(app, "presence-x")).isEqualTo(7);
        assertThat(other.users(app, "presence-y")).isEmpty();
        assertThat(other.frames(app))
                .filteredOn(it -> it.contains("member_removed") && it.contains("presence-x"))
                .hasSize(25)
                .doesNotHaveDuplicates();
        List<WebhookEvent> recorded = recorded(other, 2 + 25 + 25 + 7 + 25 + 25 + 1);
        assertThat(recorded).doesNotHaveDuplicates();
        assertThat(recorded)
                .filteredOn(WebhookEvent.MemberRemoved.class::isInstance)
                .hasSize(50);
    }

    @Test
    void members_who_left_during_a_lost_connection_are_found_among_more_than_a_slice() {
        List<String> users = names("user-", 25);
        users.forEach(user -> subscribe(node, app, List.of("presence-x"), user));
        users.forEach(user -> subscribe(node, app, List.of("presence-y"), user));
        subscribe(other, app, List.of("presence-x", "presence-y"), "bob");
        node.proxy.refuseConnections();
        node.awaitDown();

        users.subList(0, 10).forEach(user -> node.disconnect(app, "presence-x", user));
        users.forEach(user -> node.disconnect(app, "presence-y", user));
        node.proxy.acceptConnections();
        node.awaitUp();

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
    void redis_matches_the_nodes_after_random_releases() {
        Random random = new Random(14);
        List<String> channels = names("presence-", 8);
        List<ClusterNode> nodes = List.of(node, other);
        Map<ClusterNode, List<Disconnection>> connections = new HashMap<>();
        nodes.forEach(each -> connections.put(each, new ArrayList<>()));
        for (int i = 0; i < 300; i++) {
            ClusterNode at = nodes.get(random.nextInt(2));
            List<Disconnection> there = connections.get(at);
            if (i % 60 == 30) {
                at.proxy.closeConnections();
            }
            if (there.size() > 5 || (!there.isEmpty() && random.nextBoolean())) {
                at.live.disconnect(app, there.remove(random.nextInt(there.size())));
            } else {
                connect(at, channels, random).ifPresent(there::add);
            }
        }

        nodes.forEach(ClusterNode::awaitUp);
        int open = connections.values().stream().mapToInt(List::size).sum();
        await().until(() -> ClusterNode.resultOf(other.live.usage(app)).connections() == open);
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

    /** Opens a connection and subscribes it to random channels as one user; empty if the node is down. */
    private Optional<Disconnection> connect(ClusterNode at, List<String> channels, Random random) {
        Member member = ClusterNode.member("user-" + random.nextInt(3));
        try {
            at.connect(app);
        } catch (CompletionException e) {
            at.awaitUp();
            return Optional.empty();
        }
        List<Disconnection.HeldSubscription> held = new ArrayList<>();
        for (String channel : channels) {
            if (random.nextInt(4) > 0) {
                ChannelName name = ChannelName.parse(channel);
                try {
                    ClusterNode.resultOf(at.live.subscribe(app, name, member));
                    held.add(new Disconnection.HeldSubscription(name, member));
                } catch (CompletionException e) {
                    at.awaitUp();
                }
            }
        }
        return Optional.of(new Disconnection(held, null, List.of()));
    }

    @Test
    void a_user_goes_offline_when_its_connection_is_completely_released() {
        other.signIn(app, "bob", "ada");
        node.connect(app);
        ClusterNode.resultOf(node.live.signIn(app, UserId.parse("ada"), List.of("bob"), null));
        names("room-", 9).forEach(it -> ClusterNode.resultOf(node.live.subscribe(app, ChannelName.parse(it), null)));
        List<Disconnection.HeldSubscription> held =
                disconnection(names("room-", 9), null).subscriptions();

        ClusterNode.resultOf(node.live.disconnect(app, new Disconnection(held, UserId.parse("ada"), List.of("bob"))));

        await().until(() -> other.frames(app).stream().anyMatch(it -> it.contains("offline")));
        assertThat(occupied(other)).isEmpty();
        assertThat(other.frames(app)).filteredOn(it -> it.contains("offline")).hasSize(1);
    }
}
