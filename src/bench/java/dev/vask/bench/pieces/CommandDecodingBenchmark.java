package dev.vask.bench.pieces;

import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding a client's frame, from text to command. Happens once per received frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandDecodingBenchmark {

    public String ping = "{\"event\":\"pusher:ping\",\"data\":{}}";

    public String subscribe =
            "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"demo:%s\",\"channel\":\"private-room.42\"}}"
                    .formatted("0123456789abcdef".repeat(4));

    public String clientEvent =
            "{\"event\":\"client-typing\",\"channel\":\"private-room.42\",\"data\":{\"text\":\"%s\"}}"
                    .formatted("x".repeat(200));

    @Benchmark
    public ClientCommand ping() {
        return CommandReader.read(ping);
    }

    @Benchmark
    public ClientCommand subscribe() {
        return CommandReader.read(subscribe);
    }

    @Benchmark
    public ClientCommand clientEvent() {
        return CommandReader.read(clientEvent);
    }
}
