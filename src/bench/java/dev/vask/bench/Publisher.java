package dev.vask.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One backend with one keep-alive connection and one request on its way at a time; its feeds take turns. */
final class Publisher extends SimpleChannelInboundHandler<HttpObject> {

    private final List<Feed> feeds;
    private final Generator generator;
    private final Runnable ready;
    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean resting = true;

    // of its own loop only
    private Pace pace = new Pace.Delivered();
    private Window window = Window.NEVER;
    private int turn;
    private boolean answered = true;
    private int underway;
    private long dueAt;
    private long interval;
    private @Nullable Future<?> alarm;

    private Publisher(List<Feed> feeds, Generator generator, Runnable ready) {
        this.feeds = feeds;
        this.generator = generator;
        this.ready = ready;
        feeds.forEach(feed -> feed.onDeliveredToAll(this::delivered));
    }

    /** Connects; {@code ready} is told when it can begin. */
    static Publisher connect(Server server, List<Feed> feeds, Generator generator, Runnable ready) {
        Publisher publisher = new Publisher(feeds, generator, ready);
        generator.connect(server.address(), new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpResponseDecoder(), publisher);
            }
        });
        return publisher;
    }

    @Override
    public void channelActive(ChannelHandlerContext connected) {
        context = connected;
        ready.run();
    }

    /**
     * Publishes until the window is over, and rests when all that it published has arrived.
     *
     * @param firstAt  when the first event is due, if the pace is fixed
     * @param interval nanoseconds between two events of this publisher, if the pace is fixed
     */
    void begin(Pace pace, Window window, long firstAt, long interval) {
        resting = false;
        executeOnLoop(() -> {
            this.pace = pace;
            this.window = window;
            this.dueAt = firstAt;
            this.interval = interval;
            if (alarm != null) {
                alarm.cancel(false); // of an earlier run
                alarm = null;
            }
            advance();
        });
    }

    /** Whether the window is over and nothing is on its way any more. */
    boolean isResting() {
        return resting;
    }

    private void advance() {
        long now = System.nanoTime();
        if (window.isOverAt(now)) {
            resting = answered && underway == 0;
        } else if (answered && !feeds.get(turn).isFull()) {
            switch (pace) {
                case Pace.Answered() -> publish(now);
                case Pace.Delivered() -> {
                    if (underway == 0) {
                        publish(now);
                    }
                }
                case Pace.Fixed(var any) -> publishWhenDue(now);
            }
        }
    }

    private void publishWhenDue(long now) {
        if (now - dueAt >= 0) {
            publish(dueAt);
            dueAt += interval;
        } else if (alarm == null) {
            alarm = loopOf(context).schedule(this::wake, dueAt - now, TimeUnit.NANOSECONDS);
        }
    }

    private void wake() {
        alarm = null;
        advance();
    }

    private void publish(long time) {
        ChannelHandlerContext connected = context;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        Feed feed = feeds.get(turn);
        turn = (turn + 1) % feeds.size();
        answered = false;
        underway++;
        generator.meter(connected.channel().eventLoop()).published(time);
        connected.writeAndFlush(feed.publish(time), connected.voidPromise());
    }

    private void delivered() {
        executeOnLoop(() -> {
            underway--;
            advance();
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse response && !response.status().equals(HttpResponseStatus.OK)) {
            generator.faults().add("a publish was answered with " + response.status());
        }
        if (message instanceof LastHttpContent) {
            answered = true;
            advance();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!resting) {
            generator.faults().add("a publisher was cut off");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        generator.faults().add("a publisher failed: " + cause);
        context.close();
    }

    void close() {
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
