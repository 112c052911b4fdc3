package dev.vask.conversations;

import static dev.vask.support.RawWebSocket.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.SameInBothModes;
import dev.vask.support.TestApp;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that does not read its frames is closed with 4100 (5.5). */
@SameInBothModes
class SlowReaderIT {

    private static final int BATCHES = 120;
    private static final Duration CUT_AFTER = Duration.ofSeconds(4);
    private static final int CUT = 0;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_slow_reader_is_closed_and_others_are_not_affected(boolean direct) {
        TestApp app = SmallHeapServers.withShortTimeouts(direct).app();
        long before = Rejections.of(app.server(), "outbound_bytes");
        PusherClient otherClient = app.connect().subscribe("calm");
        try (RawWebSocket slow = RawWebSocket.open(app.server().edge(), "/app/" + app.key() + "?protocol=7")) {
            slow.nextText();
            slow.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"flood\"}}")
                    .nextText();

            Duration took = flood(app);

            assertThat(readCloseCode(slow, 10 * BATCHES))
                    .isIn(took.compareTo(CUT_AFTER) < 0 ? List.of(4100) : List.of(4100, CUT));
        }
        assertThat(Rejections.of(app.server(), "outbound_bytes")).isGreaterThan(before);
        app.backend().publish("calm", "n", "1");
        otherClient.receives("n", "calm", "1");
    }

    /**
     * Reads up to a close, or to the end of a connection that was cut because it does not accept the close. Fails after this number
     * of events.
     */
    private static int readCloseCode(RawWebSocket slow, int events) {
        for (int received = 0; received < events; received++) {
            RawWebSocket.Frame frame;
            try {
                frame = slow.next();
            } catch (UncheckedIOException cut) {
                return CUT;
            }
            if (frame.opcode() == CLOSE) {
                return frame.code();
            }
        }
        throw new AssertionError("all %d events were buffered for a client that did not read".formatted(events));
    }

    /** Publishes 12 MB: more than the network and the server buffer for one connection. */
    private static Duration flood(TestApp app) {
        long start = System.nanoTime();
        Map<String, String> event = Map.of("name", "n", "channel", "flood", "data", "i".repeat(10_240));
        String batch = Json.of(Map.of("batch", Collections.nCopies(10, event)));
        for (int i = 0; i < BATCHES; i++) {
            app.backend().post("/batch_events", batch).expect(200);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
