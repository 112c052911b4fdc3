package dev.vask.bench.pieces;

import dev.vask.channels.Connection;
import dev.vask.channels.Hub;
import dev.vask.channels.LoopSubscriptions;
import dev.vask.channels.Subscription;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The subscription index: delivering a message through the hub to connections that write nothing, and subscribing and unsubscribing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanOutBenchmark {

    private static final String APP = "demo";
    private static final Topic ROOM = new Topic.Channel(ChannelName.parse("room.42"));

    /** Number of subscribers of the channel. */
    @Param({"1", "1000"})
    public int subscribers;

    private final Hub hub = new Hub();
    private final LoopSubscriptions subscriptions =
            hub.loopSubscriptions(Runnable::run); // runs tasks immediately, so that only the index is measured
    private final Frame frame =
            Frame.of(new ServerMessage.ChannelEvent("room.42", "message.created", "x".repeat(200), null));
    private final CountingConnection connection = new CountingConnection(new SocketId("1.0"));
    private long sequence;

    /** A connection that only counts frames, so that the JIT compiler cannot remove the work. */
    private static final class CountingConnection implements Connection {
        private final SocketId id;
        private long sent;

        CountingConnection(SocketId id) {
            this.id = id;
        }

        @Override
        public SocketId id() {
            return id;
        }

        @Override
        public void send(Frame frame) {
            sent++;
        }

        @Override
        public void close(ErrorCode code, String reason) {
            throw new IllegalStateException("unexpected close");
        }
    }

    @Setup
    public void subscribe() {
        for (int i = 1; i <= subscribers; i++) {
            subscriptions
                    .listen(APP, ROOM, new CountingConnection(new SocketId("1." + i)))
                    .open(0);
        }
    }

    @Benchmark
    public void deliver() {
        hub.receive(new Message(APP, ROOM, ++sequence, new Message.SendFrame(frame, null)));
    }

    @Benchmark
    public long subscribeAndUnsubscribe() {
        Subscription subscription = subscriptions.listen(APP, ROOM, connection);
        subscription.open(sequence);
        subscription.close();
        return connection.sent;
    }
}
