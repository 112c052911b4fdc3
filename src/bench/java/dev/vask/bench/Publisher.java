package dev.vask.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend with one keep-alive connection and one request in flight at a time. It takes the next event from its sequences in turn. If the
 * server closes the connection with a response, as soketi does with each, or after a time without requests, it connects again.
 */
@Sharable // to connect again, on the same event loop
final class Publisher extends SimpleChannelInboundHandler<HttpObject> {

    private final Server server;
    private final List<EventSequence> sequences;
    private final LoadGenerator generator;
    private final Runnable onConnected;
    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean idle = true;
    private volatile boolean closing;

    // used on the publisher's event loop only
    private PublishPacing pacing = new PublishPacing.AfterDelivery();
    private MeasurementWindow window = MeasurementWindow.EMPTY;
    private int nextSequence;
    private boolean responseReceived = true;
    private boolean reconnecting;
    private int undelivered;
    private long publishedAt;
    private long nextDueAt;
    private long interval;
    private @Nullable Future<?> timer;

    private Publisher(Server server, List<EventSequence> sequences, LoadGenerator generator, Runnable onConnected) {
        this.server = server;
        this.sequences = sequences;
        this.generator = generator;
        this.onConnected = onConnected;
        sequences.forEach(sequence -> sequence.onDelivered(this::delivered));
    }

    /** Connects. {@code onConnected} runs when the publisher can start. */
    static Publisher connect(
            Server server, List<EventSequence> sequences, LoadGenerator generator, Runnable onConnected) {
        Publisher publisher = new Publisher(server, sequences, generator, onConnected);
        generator.connect(server.address(), publisher.pipeline());
        return publisher;
    }

    private ChannelInitializer<Channel> pipeline() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpResponseDecoder(), Publisher.this);
            }
        };
    }

    @Override
    public void channelActive(ChannelHandlerContext connected) {
        context = connected;
        if (reconnecting) {
            reconnecting = false;
            responseReceived = true;
            publishIfReady();
        } else {
            onConnected.run();
        }
    }

    /**
     * Publishes until the end of the window. The publisher is idle when all its events are delivered.
     *
     * @param firstDueAt when the first event is due, in terms of {@link System#nanoTime}; only for a fixed rate
     * @param interval   nanoseconds between two events of this publisher; only for a fixed rate
     */
    void start(PublishPacing pacing, MeasurementWindow window, long firstDueAt, long interval) {
        idle = false;
        executeOnLoop(() -> {
            this.pacing = pacing;
            this.window = window;
            this.nextDueAt = firstDueAt;
            this.interval = interval;
            if (timer != null) {
                timer.cancel(false); // of the previous run
                timer = null;
            }
            publishIfReady();
        });
    }

    /** Whether the window is over and all events are delivered. */
    boolean isIdle() {
        return idle;
    }

    private void publishIfReady() {
        long now = System.nanoTime();
        if (window.isOverAt(now)) {
            idle = responseReceived && undelivered == 0;
        } else if (responseReceived && !sequences.get(nextSequence).isFull()) {
            switch (pacing) {
                case PublishPacing.AfterResponse() -> publish(now);
                case PublishPacing.AfterDelivery() -> {
                    if (undelivered == 0) {
                        publish(now);
                    }
                }
                case PublishPacing.FixedRate(var any) -> publishWhenDue(now);
            }
        }
    }

    private void publishWhenDue(long now) {
        if (now - nextDueAt >= 0) {
            publish(nextDueAt);
            nextDueAt += interval;
        } else if (timer == null) {
            timer = loopOf(context).schedule(this::onTimer, nextDueAt - now, TimeUnit.NANOSECONDS);
        }
    }

    private void onTimer() {
        timer = null;
        publishIfReady();
    }

    private void publish(long time) {
        ChannelHandlerContext connected = context;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        EventSequence sequence = sequences.get(nextSequence);
        nextSequence = (nextSequence + 1) % sequences.size();
        responseReceived = false;
        undelivered++;
        publishedAt = time;
        generator.meter(connected.channel().eventLoop()).recordPublish(time);
        connected.writeAndFlush(sequence.publish(time), connected.voidPromise());
    }

    private void delivered() {
        executeOnLoop(() -> {
            undelivered--;
            publishIfReady();
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse response && !response.status().equals(HttpResponseStatus.OK)) {
            generator.errors().add("A publish failed with status " + response.status());
        }
        if (message instanceof HttpResponse response) {
            reconnecting = !HttpUtil.isKeepAlive(response);
        }
        if (message instanceof LastHttpContent) {
            generator.meter(context.channel().eventLoop()).recordResponse(publishedAt, System.nanoTime());
            if (reconnecting) {
                context.close();
            } else {
                responseReceived = true;
                publishIfReady();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (closing) {
            return;
        }
        if (reconnecting || idle) { // servers also close connections without requests
            reconnecting = true;
            generator.connect(server.address(), pipeline(), context.channel().eventLoop());
        } else {
            generator.errors().add("The connection of a publisher was closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        generator.errors().add("A publisher failed: " + cause);
        context.close();
    }

    void close() {
        closing = true;
        ChannelHandlerContext connected = context;
        if (connected != null) {
            connected.close();
        }
    }

    private void executeOnLoop(Runnable task) {
        EventExecutor loop = loopOf(context);
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private static EventExecutor loopOf(@Nullable ChannelHandlerContext context) {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context.executor();
    }
}
