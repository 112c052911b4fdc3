package dev.vask.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Backends of an app that publish at a fixed rate between {@link #start} and {@link #stop}, even if the server rejects the events. */
final class NoisyApp implements AutoCloseable {

    private static final int BACKENDS = 8;
    private static final int RING_SIZE = 64;
    private static final int PAYLOAD = 200;

    private final PublishRequests requests;
    private final LoadGenerator generator;
    private final long interval;
    private final Queue<Channel> connections = new ConcurrentLinkedQueue<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile boolean publishing;

    private NoisyApp(Server app, int eventsPerSecond, LoadGenerator generator) {
        this.requests = new PublishRequests(app, PAYLOAD);
        this.generator = generator;
        this.interval = TimeUnit.SECONDS.toNanos(BACKENDS) / eventsPerSecond;
        for (int i = 0; i < BACKENDS; i++) {
            Backend backend = new Backend(i);
            generator.connect(app.address(), new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpResponseDecoder(), backend);
                }
            });
        }
    }

    /** Connects the backends. They publish after {@link #start}. */
    static NoisyApp connect(Server app, int eventsPerSecond, LoadGenerator generator) {
        return new NoisyApp(app, eventsPerSecond, generator);
    }

    /** Starts or resumes publishing. */
    void start() {
        publishing = true;
    }

    /** Stops publishing. A request in flight is still completed. */
    void stop() {
        publishing = false;
    }

    long accepted() {
        return accepted.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    @Override
    public void close() {
        publishing = false;
        connections.forEach(Channel::close);
    }

    /** One keep-alive connection with one request in flight at a time. */
    private final class Backend extends SimpleChannelInboundHandler<HttpObject> {

        private final ByteBuf[] ring = new ByteBuf[RING_SIZE];
        private int next;
        private long nextPublishAt;

        Backend(int number) {
            for (int slot = 0; slot < RING_SIZE; slot++) {
                ring[slot] = requests.build("noise", number, slot);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connections.add(context.channel());
            nextPublishAt = System.nanoTime();
            scheduleNext(context);
        }

        private void scheduleNext(ChannelHandlerContext context) {
            nextPublishAt = Math.max(
                    nextPublishAt + interval,
                    System.nanoTime() - TimeUnit.SECONDS.toNanos(1)); // catches up by one second at most
            context.executor()
                    .schedule(() -> publish(context), nextPublishAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private void publish(ChannelHandlerContext context) {
            if (!publishing) {
                nextPublishAt = System.nanoTime();
                scheduleNext(context);
                return;
            }
            next = (next + 1) % RING_SIZE;
            context.writeAndFlush(ring[next].duplicate(), context.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpResponse response) {
                count(response.status());
            }
            if (message instanceof LastHttpContent) {
                scheduleNext(context);
            }
        }

        private void count(HttpResponseStatus status) {
            if (status.equals(HttpResponseStatus.OK)) {
                accepted.increment();
            } else if (status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
                rejected.increment();
            } else {
                generator.errors().add("A publish of the noisy app failed with status " + status);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            generator.errors().add("A backend of the noisy app failed: " + cause);
            context.close();
        }
    }
}
