package dev.vask.edge.netty;

import static dev.vask.edge.EdgeFixture.deliver;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.edge.EdgeFixture;
import dev.vask.meters.Bound;
import dev.vask.protocol.ErrorCode;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handling of the frames of a client. */
class FrameHandlerTest {

    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final String CLOSE_1000 = "8882 00000000 03e8";

    private final EdgeFixture edge = EdgeFixture.with(Map.of());
    private final WebSocketPipeline client = WebSocketPipeline.of(edge);

    private void text(String text) {
        client.channel.send(TEXT, text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "a frame without a mask,          1002, 8100",
        "a reserved bit,                  1002, c18000000000",
        "an unknown opcode,               1002, 838000000000",
        "a fragmented control frame,      1002, 098000000000",
        "a continuation of nothing,       1002, 808000000000",
        "a long ping,                     1002, 89fe007e00000000",
        "a binary message,                1003, 828000000000",
        "bytes that are not UTF-8,        1007, 818100000000ff",
        "a frame that says it is too long, 1009, 81ff000000001000000000000000",
    })
    void a_frame_error_closes_the_connection_with_its_code(String what, int code, String frame) {
        client.channel.send(frame);
        text("late");
        deliver(client.connection, "late");

        assertThat(client.channel.received()).as(what).containsExactly("close " + code);
        assertThat(client.messages).isEmpty();
        assertThat(edge.rejected(Bound.MESSAGE_BYTES)).isEqualTo(code == 1009 ? 1 : 0);
    }

    @Test
    void fragments_are_passed_on_as_one_message_and_closed_with_1009_if_too_long() {
        client.channel.send("0181 00000000 61");
        client.channel.send("8081 00000000 62");
        assertThat(client.messages).containsExactly("ab");

        byte[] half = "x".repeat(40_000).getBytes(UTF_8);
        client.channel.writeInbound(Unpooled.wrappedBuffer(ClientChannel.frame(TEXT, half)));
        client.channel.writeInbound(Unpooled.wrappedBuffer(ClientChannel.frame(0x80, half)));

        assertThat(client.channel.received()).containsExactly("close 1009");
        assertThat(edge.limits().budget().change(0)).isTrue();
    }

    @Test
    void while_a_pong_waits_only_the_newest_ping_is_answered_next() {
        client.channel.send(PING, "1".getBytes(UTF_8));
        client.channel.accept(0);
        for (int i = 2; i <= 5; i++) {
            client.channel.send(PING, Integer.toString(i).getBytes(UTF_8));
        }

        client.channel.accept(Long.MAX_VALUE);

        assertThat(client.channel.received()).containsExactly("pong 1", "pong 2", "pong 5");
        assertThat(edge.rejected(Bound.CONTROL_FRAMES)).isEqualTo(2);
    }

    @Test
    void reading_pauses_while_many_messages_wait() {
        for (int i = 1; i <= 31; i++) {
            text("m" + i);
        }
        assertThat(client.channel.config().isAutoRead()).isTrue();

        text("m32");
        assertThat(client.channel.config().isAutoRead()).isFalse();
        text("m33");
        assertThat(client.messages).hasSize(32);

        client.frames.handled();
        assertThat(client.messages).endsWith("m33");
    }

    @Test
    void above_the_rate_reading_pauses_and_nothing_is_lost() {
        EdgeFixture slow =
                EdgeFixture.with(Map.of("vask.edge.commands-per-second", "20", "vask.edge.command-burst", "2"));
        WebSocketPipeline fast = WebSocketPipeline.of(slow);
        fast.channel.freezeTime();
        for (int i = 0; i < 6; i++) {
            fast.channel.send(TEXT, Integer.toString(i).getBytes(UTF_8));
        }
        assertThat(fast.channel.config().isAutoRead()).isFalse();
        assertThat(slow.rejected(Bound.COMMAND_RATE)).isPositive();

        slow.advance(fast.channel, Duration.ofMillis(199));
        assertThat(fast.messages).containsExactly("0", "1", "2", "3", "4");
        slow.advance(fast.channel, Duration.ofMillis(51));

        assertThat(fast.messages).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(fast.channel.config().isAutoRead()).isTrue();
    }

    @Test
    void a_message_that_is_not_complete_in_time_closes_the_connection_with_1008() {
        EdgeFixture shortTimeout = EdgeFixture.with(Map.of("vask.edge.message-timeout", "1s"));
        WebSocketPipeline slow = WebSocketPipeline.of(shortTimeout);
        slow.channel.freezeTime();
        slow.channel.send("81");

        shortTimeout.advance(slow.channel, Duration.ofMillis(999));
        assertThat(slow.channel.received()).isEmpty();
        shortTimeout.advance(slow.channel, Duration.ofMillis(1));

        assertThat(slow.channel.received()).containsExactly("close 1008");
    }

    @Test
    void unfinished_messages_above_the_budget_close_the_connection_with_4100() {
        EdgeFixture small = EdgeFixture.with(Map.of("vask.edge.unfinished-bytes", "1000"));
        WebSocketPipeline large = WebSocketPipeline.of(small);
        large.channel.writeInbound(Unpooled.wrappedBuffer(
                ClientChannel.frame(TEXT, "x".repeat(2_000).getBytes(UTF_8))));

        assertThat(large.channel.received()).containsExactly("close 4100");
        assertThat(small.limits().budget().change(1_000))
                .as("the bytes are free")
                .isTrue();
    }

    @Test
    void after_the_close_frame_of_the_client_nothing_is_sent_but_the_answer() {
        client.channel.send(CLOSE_1000 + "8181 00000000 61");
        deliver(client.connection, "late");
        client.transport.ping();

        assertThat(client.channel.received()).containsExactly("close 1000");
        assertThat(client.messages).isEmpty();
    }

    @Test
    void a_close_frame_of_the_client_that_waits_to_be_read_is_not_answered_after_a_close_of_the_server() {
        EdgeFixture slow =
                EdgeFixture.with(Map.of("vask.edge.commands-per-second", "1", "vask.edge.command-burst", "1"));
        WebSocketPipeline fast = WebSocketPipeline.of(slow);
        fast.channel.send("8181 00000000 61" + CLOSE_1000);
        fast.channel.send("8181 00000000 62" + CLOSE_1000);

        EdgeFixture.close(fast.connection, ErrorCode.RECONNECT);

        assertThat(fast.channel.received()).containsExactly("close 4200");
    }

    @Test
    void a_client_that_does_not_answer_a_close_frame_is_cut() {
        client.channel.freezeTime();
        EdgeFixture.close(client.connection, ErrorCode.RECONNECT);
        client.channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        client.channel.runScheduledPendingTasks();
        assertThat(client.channel.isOpen()).isTrue();

        client.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        client.channel.runScheduledPendingTasks();

        assertThat(client.channel.isOpen()).isFalse();
    }

    @Test
    void a_client_that_does_not_receive_a_close_frame_is_cut_later() {
        client.channel.freezeTime();
        client.channel.accept(0);
        EdgeFixture.close(client.connection, ErrorCode.RECONNECT);
        client.channel.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
        client.channel.runScheduledPendingTasks();
        assertThat(client.channel.isOpen()).isTrue();

        client.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        client.channel.runScheduledPendingTasks();

        assertThat(client.channel.isOpen()).isFalse();
    }
}
