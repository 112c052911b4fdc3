package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Before anything is measured: that a subscriber notices what a server must not do, and nothing else. */
final class SelfCheck {

    private static final int TEXT = 0x81;
    private static final int LENGTH_16_BIT = 126;
    private static final int RING = 4;
    private static final int EVENTS = 6; // once round the ring, and on
    private static final Server NOWHERE = new Server(
            "nowhere", InetSocketAddress.createUnresolved("localhost", 1), "app", "app", "secret", null, () -> {});

    private SelfCheck() {}

    /** Fails if the generator would have let something pass. */
    static void run() {
        Map<List<Integer>, Boolean> cases = Map.of(
                List.of(0, 1, 2, 3, 0, 1), true,
                List.of(0, 1, 3, 0, 1), false, // lost
                List.of(1, 2, 3, 0, 1), false, // the first was lost
                List.of(0, 1, 1, 2, 3, 0, 1), false, // repeated
                List.of(0, 2, 1, 3, 0, 1), false); // out of order
        cases.forEach((slots, right) -> {
            for (boolean whole : List.of(true, false)) {
                if ((faults(slots, whole) == 0) != right) {
                    throw new BenchFailure(
                            "the generator is broken: it took %s for %s".formatted(slots, right ? "wrong" : "right"));
                }
            }
        });
    }

    /** Faults found when a server says this; {@code whole} if all in one read, else byte by byte. */
    private static long faults(List<Integer> slots, boolean whole) {
        BenchChannel channel = new BenchChannel("bench", 1);
        Feed feed = channel.feed(new Requests(NOWHERE, 200), RING);
        Meter meter = new Meter();
        Faults faults = new Faults();
        EmbeddedChannel socket =
                new EmbeddedChannel(new Subscriber(NOWHERE, channel, loop -> meter, faults, () -> {}, () -> {}));
        for (int i = 0; i < EVENTS; i++) {
            feed.publish(System.nanoTime());
        }
        ByteBuf said = Unpooled.buffer();
        said.writeCharSequence("HTTP/1.1 101 Switching Protocols\r\n\r\n", UTF_8);
        say(said, "{\"event\":\"pusher:connection_established\"}");
        say(said, "{\"event\":\"pusher_internal:subscription_succeeded\"}");
        slots.forEach(
                slot -> say(said, "{\"event\":\"bench\",\"data\":\"" + Mark.of(0, slot) + "x".repeat(191) + "\"}"));
        hear(socket, said, whole);
        long found = faults.count();
        socket.finishAndReleaseAll();
        return found;
    }

    private static void hear(EmbeddedChannel socket, ByteBuf said, boolean whole) {
        if (whole) {
            socket.writeInbound(said);
        } else {
            while (said.isReadable()) {
                socket.writeInbound(said.readBytes(1));
            }
            said.release();
        }
    }

    private static void say(ByteBuf said, String text) {
        byte[] payload = text.getBytes(UTF_8);
        said.writeByte(TEXT);
        if (payload.length < LENGTH_16_BIT) {
            said.writeByte(payload.length);
        } else {
            said.writeByte(LENGTH_16_BIT).writeShort(payload.length);
        }
        said.writeBytes(payload);
    }
}
