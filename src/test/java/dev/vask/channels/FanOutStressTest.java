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

/** Threads publish while connections on several loops subscribe and unsubscribe. */
class FanOutStressTest {

    private static final int LOOPS = 4;
    private static final int EVENTS = 4_000;
    private static final int SUBSCRIBERS_PER_LOOP = 400;

    private final Hub hub = new Hub();
    private final MemoryLiveState live = new MemoryLiveState(
            hub, Duration.ZERO, LiveStateFixture.LIMITS, InstantSource.system(), (interval, task) -> () -> {});
    private final App app = App.withDefaults("app", new Secret("secret"));
    private final List<ExecutorService> loops = IntStream.range(0, LOOPS)
            .mapToObj(i -> Executors.newSingleThreadExecutor())
            .toList();
    private final List<ChannelName> channels = Stream.of("cache-0", "cache-1", "private-cache-2")
            .map(ChannelName::parse)
            .toList();
    private final ConcurrentLinkedQueue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();

    /** A connection with one subscription. Used only on its loop. */
    private static final class Subscriber implements Connection {
        private static final AtomicInteger NUMBERS = new AtomicInteger();

        final SocketId id = new SocketId("3." + NUMBERS.incrementAndGet());
        final List<String> received = new ArrayList<>();
        final String channel;
        int cachedNumber;
        boolean closed;

        Subscriber(ChannelName channel) {
            this.channel = channel.value();
        }

        @Override
        public SocketId id() {
            return id;
        }

        @Override
        public void send(Frame frame) {
            received.add(frame.text());
        }

        @Override
        public void close(ErrorCode code, String reason) {
            throw new AssertionError("no connection is terminated in this test");
        }
    }

    @AfterEach
    void stop() {
        loops.forEach(ExecutorService::shutdownNow);
    }

    @Test
    @Timeout(60)
    void every_subscriber_receives_all_later_events_once_in_order() throws Exception {
        channels.forEach(channel -> publish(channel, 0));
        List<Thread> publishers = channels.stream()
                .map(channel -> Thread.ofPlatform().start(() -> {
                    for (int i = 1; i <= EVENTS; i++) {
                        publish(channel, i);
                    }
                }))
                .toList();
        for (int i = 0; i < SUBSCRIBERS_PER_LOOP; i++) {
            for (ExecutorService loop : loops) {
                loop.execute(() -> subscribe(hub.loopSubscriptions(loop)));
            }
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        for (ExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(subscribers).hasSize(SUBSCRIBERS_PER_LOOP * LOOPS).allSatisfy(FanOutStressTest::check);
        assertThat(subscribers)
                .anySatisfy(subscriber -> assertThat(subscriber.received).hasSizeGreaterThan(10));
    }

    private void publish(ChannelName channel, int number) {
        Event event = Event.fromBackend(new Topic.Channel(channel), "news", "" + number, null);
        live.publish(app, new Publication(List.of(event), 1, false));
    }

    /** Subscribes like the edge: listens, subscribes, and opens the subscription with the result. Unsubscribes at random. */
    private void subscribe(LoopSubscriptions subscriptions) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ChannelName channel = channels.get(random.nextInt(channels.size()));
        Subscriber subscriber = new Subscriber(channel);
        subscribers.add(subscriber);
        Subscription subscription = subscriptions.listen(app.key(), new Topic.Channel(channel), subscriber);
        CompletableFuture<SubscribeResult> result =
                live.subscribe(app, channel, null).toCompletableFuture();
        Runnable open = () -> {
            SubscribeResult.Subscribed subscribed =
                    (SubscribeResult.Subscribed) result.getNow(new SubscribeResult.Full(0));
            CachedEvent cached = subscribed.cached();
            subscriber.cachedNumber = Integer.parseInt(cached == null ? "-1" : cached.data());
            subscription.open(subscribed.sequence());
        };
        Runnable close = () -> {
            subscription.close();
            subscriber.closed = true;
            live.unsubscribe(app, channel, null);
        };
        run(subscriptions, random.nextBoolean(), () -> {
            open.run();
            if (random.nextInt(3) > 0) {
                run(subscriptions, random.nextBoolean(), close);
            }
        });
    }

    private static void run(LoopSubscriptions subscriptions, boolean now, Runnable task) {
        if (now) {
            task.run();
        } else {
            try {
                subscriptions.execute(task);
            } catch (RejectedExecutionException end) {
                task.run(); // the loop is finishing its last tasks; this is one of them
            }
        }
    }

    private static void check(Subscriber subscriber) {
        int last = subscriber.closed ? subscriber.cachedNumber + subscriber.received.size() : EVENTS;
        assertThat(subscriber.received)
                .containsExactlyElementsOf(IntStream.rangeClosed(subscriber.cachedNumber + 1, last)
                        .mapToObj(i -> new ServerMessage.ChannelEvent(subscriber.channel, "news", "" + i, null))
                        .map(it -> Frame.of(it).text())
                        .toList());
    }
}
