package dev.vask.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.live.CachedEvent;
import dev.vask.live.Event;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.Publication;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.live.memory.MemoryLiveState;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Secret;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads publish while sockets of several lanes come and go: from its opening on, each hears all, once, in order. */
class FanOutStressTest {

    private static final int LANES = 4;
    private static final int EVENTS = 4_000;
    private static final int VISITS = 400;

    private final Hub hub = new Hub();
    private final MemoryLiveState live = new MemoryLiveState(
            hub, Duration.ZERO, LiveStateFixture.LIMITS, InstantSource.system(), (interval, task) -> () -> {});
    private final App app = App.withDefaults("app", new Secret("secret"));
    private final List<ExecutorService> loops = IntStream.range(0, LANES)
            .mapToObj(i -> Executors.newSingleThreadExecutor())
            .toList();
    private final List<ChannelName> channels = Stream.of("cache-0", "cache-1", "private-cache-2")
            .map(ChannelName::parse)
            .toList();
    private final ConcurrentLinkedQueue<Visit> visits = new ConcurrentLinkedQueue<>();

    /** A socket's stay on a channel. Used by its own lane only. */
    private static final class Visit implements Connection {
        private static final AtomicInteger NUMBERS = new AtomicInteger();

        final SocketId id = new SocketId("3." + NUMBERS.incrementAndGet());
        final List<String> heard = new ArrayList<>();
        final String channel;
        int snapshot;
        boolean left;

        Visit(ChannelName channel) {
            this.channel = channel.value();
        }

        @Override
        public SocketId id() {
            return id;
        }

        @Override
        public void send(Frame frame) {
            heard.add(frame.text());
        }

        @Override
        public void close(ErrorCode code, String reason) {
            throw new AssertionError("nobody terminates anybody here");
        }
    }

    @AfterEach
    void stop() {
        loops.forEach(ExecutorService::shutdownNow);
    }

    @Test
    @Timeout(60)
    void no_gap_no_repeat_and_no_disorder() throws Exception {
        channels.forEach(channel -> publish(channel, 0));
        List<Thread> publishers = channels.stream()
                .map(channel -> Thread.ofPlatform().start(() -> {
                    for (int i = 1; i <= EVENTS; i++) {
                        publish(channel, i);
                    }
                }))
                .toList();
        for (int i = 0; i < VISITS; i++) {
            for (ExecutorService loop : loops) {
                loop.execute(() -> visit(hub.loopSubscriptions(loop)));
            }
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        for (ExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(visits).hasSize(VISITS * LANES).allSatisfy(FanOutStressTest::check);
        assertThat(visits).anySatisfy(visit -> assertThat(visit.heard).hasSizeGreaterThan(10));
    }

    private void publish(ChannelName channel, int number) {
        Event event = Event.fromBackend(new Topic.Channel(channel), "news", "" + number, null);
        live.publish(app, new Publication(List.of(event), 1, false));
    }

    /** Comes as the edge lets a socket come: listens, subscribes, opens later with what the live state answered; may leave. */
    private void visit(LoopSubscriptions lane) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ChannelName channel = channels.get(random.nextInt(channels.size()));
        Visit visit = new Visit(channel);
        visits.add(visit);
        Subscription subscription = lane.listen(app.key(), new Topic.Channel(channel), visit);
        CompletableFuture<SubscribeResult> answer =
                live.subscribe(app, channel, null).toCompletableFuture();
        Runnable opening = () -> {
            SubscribeResult.Subscribed begun = (SubscribeResult.Subscribed) answer.getNow(new SubscribeResult.Full(0));
            CachedEvent cached = begun.cached();
            visit.snapshot = Integer.parseInt(cached == null ? "-1" : cached.data());
            subscription.open(begun.sequence());
        };
        Runnable leaving = () -> {
            subscription.close();
            visit.left = true;
            live.unsubscribe(app, channel, null);
        };
        run(lane, random.nextBoolean(), () -> {
            opening.run();
            if (random.nextInt(3) > 0) {
                run(lane, random.nextBoolean(), leaving);
            }
        });
    }

    private static void run(LoopSubscriptions lane, boolean now, Runnable task) {
        if (now) {
            task.run();
        } else {
            try {
                lane.execute(task);
            } catch (RejectedExecutionException end) {
                task.run(); // the loop is finishing its last tasks; this is one of them
            }
        }
    }

    private static void check(Visit visit) {
        int last = visit.left ? visit.snapshot + visit.heard.size() : EVENTS;
        assertThat(visit.heard)
                .containsExactlyElementsOf(IntStream.rangeClosed(visit.snapshot + 1, last)
                        .mapToObj(i -> new ServerMessage.ChannelEvent(visit.channel, "news", "" + i, null))
                        .map(it -> Frame.of(it).text())
                        .toList());
    }
}
