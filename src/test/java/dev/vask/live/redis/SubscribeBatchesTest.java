package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.live.SubscribeResult;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.support.RedisProcess;
import dev.vask.support.TestQuotas;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that one event loop begins in one pass. */
class SubscribeBatchesTest {

    /** So long that the node sends nothing else during a test. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final RedisProcess REDIS = RedisProcess.start();
    private static final Pattern CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    private final Vertx vertx = Vertx.vertx();
    private final ClusterNode node = ClusterNode.of(REDIS, "test-" + UUID.randomUUID(), LEASE);
    private final App app = ClusterNode.app();

    @AfterEach
    void stop() {
        node.close();
        vertx.close();
    }

    @Test
    void subscriptions_of_one_pass_share_a_call() {
        node.connect(app);
        long before = calls();

        List<SubscribeResult> results = subscribeInOnePass(
                app, IntStream.range(0, 50).mapToObj(i -> "c-" + i).toList(), null);

        assertThat(calls() - before).isEqualTo(1);
        assertThat(results).hasSize(50).allMatch(SubscribeResult.Subscribed.class::isInstance);
        assertThat(node.subscriptions(app, "c-0")).isEqualTo(1);
        assertThat(node.subscriptions(app, "c-49")).isEqualTo(1);
    }

    @Test
    void a_call_has_a_limited_number_of_subscriptions_and_fewer_with_members() {
        node.connect(app);
        long before = calls();

        subscribeInOnePass(app, IntStream.range(0, 51).mapToObj(i -> "c-" + i).toList(), null);
        assertThat(calls() - before).isEqualTo(2);

        before = calls();
        subscribeInOnePass(
                app, IntStream.range(0, 11).mapToObj(i -> "presence-" + i).toList(), new Member("ada", "{}"));
        assertThat(calls() - before).isEqualTo(2);
    }

    @Test
    void each_subscription_is_judged_for_itself() {
        App limited = new App(
                app.key(),
                app.name(),
                true,
                true,
                false,
                app.allowedOrigins(),
                TestQuotas.of(null, null, null, null, 1, null, null, null, null, null, null, 2),
                app.secrets());
        node.connect(limited);
        node.subscribe(limited, "presence-room", "grace");

        List<SubscribeResult> results =
                subscribeInOnePass(limited, List.of("a", "b", "a", "presence-room"), new Member("ada", "{}"));

        assertThat(results.get(0)).isInstanceOf(SubscribeResult.Subscribed.class);
        assertThat(results.get(1)).isEqualTo(new SubscribeResult.TooManyChannels(2));
        assertThat(results.get(2)).isInstanceOf(SubscribeResult.Subscribed.class);
        assertThat(results.get(3)).isEqualTo(new SubscribeResult.Full(1));
        assertThat(node.subscriptions(limited, "a")).isEqualTo(2);
    }

    @Test
    void a_member_sees_those_who_joined_before_in_the_same_call() {
        node.connect(app);
        node.connect(app);

        List<SubscribeResult> results = new ArrayList<>();
        for (CompletionStage<SubscribeResult> result : begin(Stream.of("ada", "grace")
                .map(user ->
                        () -> node.live.subscribe(app, ChannelName.parse("presence-x"), new Member(user, "{}"))))) {
            results.add(ClusterNode.resultOf(result));
        }

        assertThat(results)
                .extracting(it -> ((SubscribeResult.Subscribed) it)
                        .members().stream().map(Member::id).toList())
                .containsExactly(List.of("ada"), List.of("ada", "grace"));
    }

    private List<SubscribeResult> subscribeInOnePass(App to, List<String> channels, @Nullable Member member) {
        List<CompletionStage<SubscribeResult>> results = begin(channels.stream().map(name -> () -> {
            ChannelName channel = ChannelName.parse(name);
            return node.live.subscribe(to, channel, channel.type().isPresence() ? member : null);
        }));
        return results.stream().map(ClusterNode::resultOf).toList();
    }

    private List<CompletionStage<SubscribeResult>> begin(Stream<Subscribing> all) {
        CompletableFuture<List<CompletionStage<SubscribeResult>>> begun = new CompletableFuture<>();
        vertx.runOnContext(pass -> begun.complete(all.map(Subscribing::begin).toList()));
        return ClusterNode.resultOf(begun);
    }

    private interface Subscribing {
        CompletionStage<SubscribeResult> begin();
    }

    private static long calls() {
        Matcher calls = CALLS.matcher(REDIS.command("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}
