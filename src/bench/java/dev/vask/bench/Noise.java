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

/** Backends of an app that publish at a fixed rate, whatever they are answered, while they are told to. */
final class Noise implements AutoCloseable {

    private static final int BACKENDS = 8;
    private static final int RING = 64;
    private static final int PAYLOAD = 200;

    private final Requests requests;
    private final Generator generator;
    private final long interval;
    private final Queue<Channel> connections = new ConcurrentLinkedQueue<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean loud;

    private Noise(Server app, int perSecond, Generator generator) {
        this.requests = new Requests(app, PAYLOAD);
        this.generator = generator;
        this.interval = TimeUnit.SECONDS.toNanos(BACKENDS) / perSecond;
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

    /** Backends that are silent yet. */
    static Noise of(Server app, int perSecond, Generator generator) {
        return new Noise(app, perSecond, generator);
    }

    /** Begins, or goes on. */
    void begin() {
        loud = true;
    }

    /** Says no more, but for what is on its way. */
    void end() {
        loud = false;
    }

    long accepted() {
        return accepted.sum();
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public void close() {
        loud = false;
        connections.forEach(Channel::close);
    }

    /** One keep-alive connection, with one request on its way at a time. */
    private final class Backend extends SimpleChannelInboundHandler<HttpObject> {

        private final ByteBuf[] ring = new ByteBuf[RING];
        private int next;
        private long dueAt;

        Backend(int number) {
            for (int slot = 0; slot < RING; slot++) {
                ring[slot] = requests.publish("noise", number, slot);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connections.add(context.channel());
            dueAt = System.nanoTime();
            awaitTurn(context);
        }

        private void awaitTurn(ChannelHandlerContext context) {
            dueAt = Math.max(
                    dueAt + interval, System.nanoTime() - TimeUnit.SECONDS.toNanos(1)); // no more is made up for
            context.executor().schedule(() -> say(context), dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private void say(ChannelHandlerContext context) {
            if (!loud) {
                dueAt = System.nanoTime();
                awaitTurn(context);
                return;
            }
            next = (next + 1) % RING;
            context.writeAndFlush(ring[next].duplicate(), context.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpResponse response) {
                count(response.status());
            }
            if (message instanceof LastHttpContent) {
                awaitTurn(context);
            }
        }

        private void count(HttpResponseStatus status) {
            if (status.equals(HttpResponseStatus.OK)) {
                accepted.increment();
            } else if (status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
                refused.increment();
            } else {
                generator.faults().add("a publish of the noisy app was answered with " + status);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            generator.faults().add("a backend of the noisy app failed: " + cause);
            context.close();
        }
    }
}
