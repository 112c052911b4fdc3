package dev.vask.bench.pieces;

import dev.vask.protocol.Frame;
import dev.vask.protocol.ServerMessage;
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

/** Encoding an event as a WebSocket frame. Happens once per event, for all subscribers together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameEncodingBenchmark {

    /** Size of the event's data in bytes. */
    @Param({"200", "10240"})
    public int payload;

    private String data = "";

    @Setup
    public void prepare() {
        data = "{\"text\":\"" + "x".repeat(payload - 11) + "\"}"; // contains quotes to escape, like real data
    }

    @Benchmark
    public byte[] channelEvent() {
        return Frame.of(new ServerMessage.ChannelEvent("private-room.42", "message.created", data, null))
                .bytes();
    }
}
