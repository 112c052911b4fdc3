package dev.vask.edge.netty;

import static dev.vask.edge.EdgeFixture.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.edge.EdgeFixture;
import dev.vask.edge.TransportKind;
import dev.vask.meters.Bound;
import dev.vask.protocol.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order of frames that a client receives, and the number of system calls. */
class NettyTransportTest {

    private static final int LIMIT = 500;

    private final EdgeFixture edge = EdgeFixture.with(Map.of("vask.edge.outbound-bytes", Integer.toString(LIMIT)));
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Flusher flusher = new Flusher(loop.eventLoop(), edge.meters().meters());
    private final WebSocketPipeline one = new WebSocketPipeline(edge, flusher, true);
    private final WebSocketPipeline other = new WebSocketPipeline(edge, flusher, true);

    private void runLoop() {
        loop.runPendingTasks();
        loop.advanceTimeBy(1, java.util.concurrent.TimeUnit.SECONDS);
        loop.runScheduledPendingTasks();
    }

    @Test
    void the_frames_of_one_turn_of_the_loop_share_one_call_per_connection() {
        deliver(one.connection, "a");
        deliver(one.connection, "b");
        deliver(one.connection, "c");
        deliver(other.connection, "a");
        assertThat(one.channel.directWrites).isZero();

        runLoop();

        assertThat(one.channel.received()).containsExactly("a", "b", "c");
        assertThat(one.channel.directWrites).isEqualTo(1);
        assertThat(other.channel.received()).containsExactly("a");
        assertThat(other.channel.directWrites).isEqualTo(1);
    }

    @Test
    void connections_that_get_different_frames_get_their_own() {
        deliver(one.connection, "a");
        deliver(other.connection, "b");
        deliver(one.connection, "c");
        deliver(other.connection, "d");

        runLoop();

        assertThat(one.channel.received()).containsExactly("a", "c");
        assertThat(other.channel.received()).containsExactly("b", "d");
    }

    @Test
    void the_rest_of_a_partial_write_is_sent_first() {
        one.channel.accept(4);
        deliver(one.connection, "first");
        deliver(one.connection, "second");
        runLoop();
        assertThat(one.channel.received()).isEmpty();
        assertThat(one.transport.pendingBytes()).isGreaterThanOrEqualTo(2 + 5 + 2 + 6 - 4);

        deliver(one.connection, "third");
        runLoop();
        one.channel.accept(3);
        deliver(one.connection, "fourth");
        runLoop();
        assertThat(one.channel.directWrites).isEqualTo(1);

        one.channel.accept(Long.MAX_VALUE);
        assertThat(one.channel.received()).containsExactly("first", "second", "third", "fourth");
        assertThat(one.transport.pendingBytes()).isZero();

        deliver(one.connection, "fifth");
        runLoop();
        assertThat(one.channel.received()).endsWith("fifth").hasSize(5);
        assertThat(one.channel.directWrites).isEqualTo(2);
    }

    @Test
    void a_partial_write_at_any_position_keeps_the_order() {
        List<String> texts = List.of("a", "bb", "ccc", "dddd");
        for (int taken = 0; taken <= 18; taken++) {
            WebSocketPipeline client = new WebSocketPipeline(edge, flusher, true);
            client.channel.accept(taken);
            texts.subList(0, 2).forEach(text -> deliver(client.connection, text));
            runLoop();
            texts.subList(2, 4).forEach(text -> deliver(client.connection, text));
            runLoop();
            client.channel.accept(Long.MAX_VALUE);

            assertThat(client.channel.received()).as("%d bytes taken", taken).isEqualTo(texts);
        }
    }

    @Test
    void a_socket_that_fails_leaves_the_frames_to_netty() {
        one.channel.broken = true;
        deliver(one.connection, "a");

        runLoop();

        assertThat(one.channel.received()).containsExactly("a");
    }

    @Test
    void other_frames_come_after_those_that_are_held() {
        deliver(one.connection, "a");
        one.transport.ping();
        deliver(one.connection, "b");

        runLoop();

        assertThat(one.channel.received()).containsExactly("a", "ping", "b");
    }

    @Test
    void data_queued_before_the_first_frame_is_sent_first() {
        one.channel.accept(0);
        one.channel
                .pipeline()
                .firstContext()
                .write(Unpooled.wrappedBuffer(HexFormat.of().parseHex("810168")));
        deliver(one.connection, "a");
        runLoop();
        assertThat(one.channel.directWrites).isZero();

        one.channel.accept(Long.MAX_VALUE);

        assertThat(one.channel.received()).containsExactly("h", "a");
    }

    @Test
    void without_a_known_socket_frames_pass_through_nettys_queue() {
        WebSocketPipeline queued = new WebSocketPipeline(edge, flusher, false);
        deliver(queued.connection, "a");
        deliver(queued.connection, "b");
        assertThat(queued.channel.received()).isEmpty();

        runLoop();

        assertThat(queued.channel.received()).containsExactly("a", "b");
        assertThat(queued.channel.directWrites).isZero();
        assertThat(queued.transport.kind()).isEqualTo(TransportKind.NETTY);
        assertThat(one.transport.kind()).isEqualTo(TransportKind.DIRECT);
    }

    @Test
    void a_client_that_does_not_read_is_closed_after_what_was_sent_before() {
        one.channel.accept(0);
        String text = "x".repeat(98);
        for (int i = 0; i < 10; i++) {
            deliver(one.connection, text);
            runLoop();
        }
        assertThat(one.connection.isActive()).isFalse();
        assertThat(edge.rejected(Bound.OUTBOUND_BYTES)).isEqualTo(1);

        one.channel.accept(Long.MAX_VALUE);

        assertThat(one.channel.received()).containsExactly(text, text, text, "close 4100");
    }

    @Test
    void frames_that_are_held_count_against_the_limit_too() {
        for (int i = 0; i < 10; i++) {
            deliver(one.connection, "x".repeat(98));
        }

        assertThat(one.connection.isActive()).isFalse();
        assertThat(one.channel.received()).hasSize(7).endsWith("close 4100");
    }

    @Test
    void a_close_frame_comes_after_the_frames_before_it_and_nothing_after_it() {
        deliver(one.connection, "a");
        EdgeFixture.close(one.connection, ErrorCode.RECONNECT);
        deliver(one.connection, "b");
        one.connection.close(edge.limits().binary());
        runLoop();

        assertThat(one.channel.received()).containsExactly("a", "close 4200");
    }
}
