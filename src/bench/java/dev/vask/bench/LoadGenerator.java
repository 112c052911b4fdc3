package dev.vask.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The event loops that run all clients, with a meter for each loop, and the errors of all clients. */
final class LoadGenerator implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final EventLoopGroup eventLoops;
    private final Class<? extends Channel> transport;
    private final Map<EventExecutor, Meter> meters = new HashMap<>();
    private final ErrorCollector errors = new ErrorCollector();

    LoadGenerator(int threads) {
        eventLoops = Epoll.isAvailable() ? new EpollEventLoopGroup(threads) : new NioEventLoopGroup(threads);
        transport = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        eventLoops.forEach(loop -> meters.put(loop, new Meter()));
    }

    ErrorCollector errors() {
        return errors;
    }

    /** The meter of an event loop. */
    Meter meter(EventLoop loop) {
        Meter meter = meters.get(loop);
        if (meter == null) {
            throw new IllegalArgumentException(loop + " is not an event loop of this generator");
        }
        return meter;
    }

    /** Connects a client on one of the event loops. A failed connection is an error of the run. */
    void connect(InetSocketAddress server, ChannelHandler client) {
        connect(server, client, eventLoops);
    }

    /** Connects a client on one of these event loops. A failed connection is an error of the run. */
    void connect(InetSocketAddress server, ChannelHandler client, EventLoopGroup loops) {
        connect(server, client, loops, cause -> errors.add("Could not connect to %s: %s".formatted(server, cause)));
    }

    /** Connects a client on one of the event loops. A failed connection is left to {@code onFailure}. */
    void connect(InetSocketAddress server, ChannelHandler client, Consumer<Throwable> onFailure) {
        connect(server, client, eventLoops, onFailure);
    }

    private void connect(
            InetSocketAddress server, ChannelHandler client, EventLoopGroup loops, Consumer<Throwable> onFailure) {
        new Bootstrap()
                .group(loops)
                .channel(transport)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .handler(client)
                .connect(server)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        onFailure.accept(connected.cause());
                    }
                });
    }

    /** Runs a task later, on one of the event loops. */
    void schedule(Runnable task, Duration delay) {
        eventLoops.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Applies the function to each meter, on the event loop of the meter. */
    <T> List<T> onEachMeter(Function<Meter, T> function) {
        return meters.entrySet().stream()
                .map(it -> it.getKey().submit(() -> function.apply(it.getValue())))
                .map(future -> future.syncUninterruptibly().getNow())
                .toList();
    }

    @Override
    public void close() {
        eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
