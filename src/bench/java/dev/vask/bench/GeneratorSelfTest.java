package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Runs before all measurements: subscribers must detect lost, repeated and reordered events, and accept a correct sequence. */
final class GeneratorSelfTest {

    private static final int TEXT = 0x81;
    private static final int LENGTH_16_BIT = 126;
    private static final int RING_SIZE = 4;
    private static final int EVENTS = 6; // more than the ring has, so that it wraps around
    private static final Server FAKE_SERVER = new Server(
            "nowhere", InetSocketAddress.createUnresolved("localhost", 1), "app", "app", "secret", null, () -> {});

    private GeneratorSelfTest() {}

    /** Fails if the generator accepts an incorrect sequence, or rejects a correct one. */
    static void run() {
        Map<List<Integer>, Boolean> cases = Map.of(
                List.of(0, 1, 2, 3, 0, 1), true,
                List.of(0, 1, 3, 0, 1), false, // lost
                List.of(1, 2, 3, 0, 1), false, // the first was lost
                List.of(0, 1, 1, 2, 3, 0, 1), false, // repeated
                List.of(0, 2, 1, 3, 0, 1), false); // out of order
        cases.forEach((slots, valid) -> {
            for (boolean singleRead : List.of(true, false)) {
                if ((countErrors(slots, singleRead) == 0) != valid) {
                    throw new BenchException(
                            "The generator is broken: it %s %s".formatted(valid ? "rejects" : "accepts", slots));
                }
            }
        });
    }

    /** The number of errors that a subscriber reports for these slots. They arrive in a single read, or byte by byte. */
    private static long countErrors(List<Integer> slots, boolean singleRead) {
        BenchChannel channel = new BenchChannel("bench", 1);
        EventSequence sequence = channel.addSequence(new PublishRequests(FAKE_SERVER, 200), RING_SIZE);
        Meter meter = new Meter();
        ErrorCollector errors = new ErrorCollector();
        EmbeddedChannel connection = new EmbeddedChannel(
                new Subscriber(FAKE_SERVER, channel, loop -> meter, errors, () -> {}, () -> {}, () -> {}));
        for (int i = 0; i < EVENTS; i++) {
            sequence.publish(System.nanoTime());
        }
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeCharSequence("HTTP/1.1 101 Switching Protocols\r\n\r\n", UTF_8);
        appendTextFrame(bytes, "{\"event\":\"pusher:connection_established\"}");
        appendTextFrame(bytes, "{\"event\":\"pusher_internal:subscription_succeeded\"}");
        slots.forEach(slot -> appendTextFrame(
                bytes, "{\"event\":\"bench\",\"data\":\"" + EventId.of(0, slot) + "x".repeat(191) + "\"}"));
        receive(connection, bytes, singleRead);
        long found = errors.count();
        connection.finishAndReleaseAll();
        return found;
    }

    private static void receive(EmbeddedChannel connection, ByteBuf bytes, boolean singleRead) {
        if (singleRead) {
            connection.writeInbound(bytes);
        } else {
            while (bytes.isReadable()) {
                connection.writeInbound(bytes.readBytes(1));
            }
            bytes.release();
        }
    }

    private static void appendTextFrame(ByteBuf bytes, String text) {
        byte[] payload = text.getBytes(UTF_8);
        bytes.writeByte(TEXT);
        if (payload.length < LENGTH_16_BIT) {
            bytes.writeByte(payload.length);
        } else {
            bytes.writeByte(LENGTH_16_BIT).writeShort(payload.length);
        }
        bytes.writeBytes(payload);
    }
}
