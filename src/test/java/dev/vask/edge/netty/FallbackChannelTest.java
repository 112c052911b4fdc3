package dev.vask.edge.netty;

import static dev.vask.edge.EdgeFixture.deliver;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.edge.ClientConnection;
import dev.vask.edge.EdgeFixture;
import dev.vask.edge.TransportKind;
import dev.vask.meters.Bound;
import dev.vask.protocol.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose network connection is not known: the same bounds and close codes over the API of Vert.x only. */
class FallbackChannelTest {

    private static final int TEXT = 1;

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Socket socket = new Socket();
    private final List<String> messages = new ArrayList<>();
    private final ChannelHandlerContext above = FallbackChannel.open(socket.proxy(), null, loop.eventLoop());

    private EdgeFixture edge = EdgeFixture.with(Map.of());

    private ClientConnection connect(Map<String, String> settings) {
        edge = EdgeFixture.with(settings);
        return FallbackUpgrades.add(
                above,
                loop.eventLoop(),
                new Flusher(loop.eventLoop(), edge.meters().meters()),
                edge.limits(),
                client -> new TestReceiver(above, messages, () -> messages.add("disconnected")));
    }

    /** A socket of Vert.x whose client accepts what is written, at once or later. */
    private static final class Socket {

        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final Queue<Promise<Void>> writes = new ArrayDeque<>();
        private Handler<Buffer> bytes = none -> {};
        private Handler<Void> closed = none -> {};
        private boolean reads = true;
        private boolean paused;
        private boolean open = true;

        NetSocket proxy() {
            return (NetSocket) Proxy.newProxyInstance(
                    Socket.class.getClassLoader(), new Class<?>[] {NetSocket.class}, this::called);
        }

        @SuppressWarnings("unchecked")
        private @Nullable Object called(Object proxy, Method method, Object @Nullable [] arguments) {
            switch (method.getName()) {
                case "handler" -> bytes = (Handler<Buffer>) arguments[0];
                case "closeHandler" -> closed = (Handler<Void>) arguments[0];
                case "exceptionHandler" -> {}
                case "pause" -> paused = true;
                case "resume" -> paused = false;
                case "write" -> {
                    return write((Buffer) arguments[0]);
                }
                case "close" -> {
                    open = false;
                    return Future.succeededFuture();
                }
                default -> throw new AssertionError(method);
            }
            return proxy;
        }

        private Future<Void> write(Buffer buffer) {
            received.writeBytes(buffer.getBytes());
            Promise<Void> written = Promise.promise();
            writes.add(written);
            if (reads) {
                accept();
            }
            return written.future();
        }

        /** Accepts what was written, and what is written then. */
        void accept() {
            reads = true;
            while (!writes.isEmpty()) {
                writes.remove().complete();
            }
        }

        void send(byte[] frame) {
            bytes.handle(Buffer.buffer(frame));
        }

        List<String> frames() {
            return ClientChannel.frames(received.toByteArray());
        }
    }

    private static byte[] text(String text) {
        return ClientChannel.frame(0x80 | TEXT, text.getBytes(UTF_8));
    }

    /** Lets the flush of the event loop run, which may be delayed by 2 ms. */
    private void flush() {
        loop.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        loop.runPendingTasks();
    }

    private static byte[] texts(int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 1; i <= count; i++) {
            frames.writeBytes(text("m" + i));
        }
        return frames.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "a frame without a mask,          1002, 8100",
        "a reserved bit,                  1002, c18000000000",
        "a binary message,                1003, 828000000000",
        "bytes that are not UTF-8,        1007, 818100000000ff",
        "a frame that says it is too long, 1009, 81ff000000001000000000000000",
    })
    void a_frame_error_closes_the_connection_with_its_code(String what, int code, String frame) {
        connect(Map.of());
        socket.send(HexFormat.of().parseHex(frame));
        socket.send(text("late"));

        assertThat(socket.frames()).as(what).containsExactly("close " + code);
        assertThat(messages).isEmpty();
    }

    @Test
    void messages_are_passed_on_in_order_and_a_close_frame_is_answered() {
        connect(Map.of());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(text("a"));
        all.writeBytes(ClientChannel.frame(TEXT, "b".getBytes(UTF_8)));
        all.writeBytes(ClientChannel.frame(0x80, "c".getBytes(UTF_8)));
        all.writeBytes(HexFormat.of().parseHex("88820000000003e8"));
        for (byte it : all.toByteArray()) {
            socket.send(new byte[] {it});
        }

        assertThat(messages).containsExactly("a", "bc", "disconnected");
        assertThat(socket.frames()).containsExactly("close 1000");
        assertThat(socket.open).isFalse();
    }

    @Test
    void reading_pauses_while_many_messages_wait() {
        connect(Map.of());
        socket.send(texts(33));
        assertThat(messages).hasSize(32);
        assertThat(socket.paused).isTrue();

        above.pipeline().get(FrameHandler.class).handled();

        assertThat(messages).endsWith("m33");
        above.pipeline().get(FrameHandler.class).handled();
        assertThat(socket.paused).isFalse();
    }

    @Test
    void above_the_rate_reading_pauses_and_nothing_is_lost() {
        loop.freezeTime();
        connect(Map.of("vask.edge.commands-per-second", "20", "vask.edge.command-burst", "2"));
        socket.send(texts(6));
        assertThat(socket.paused).isTrue();

        edge.advance(loop, Duration.ofMillis(199));
        assertThat(messages).hasSize(5);
        edge.advance(loop, Duration.ofMillis(51));

        assertThat(messages).hasSize(6).endsWith("m6");
        assertThat(socket.paused).isFalse();
        assertThat(edge.rejected(Bound.COMMAND_RATE)).isPositive();
    }

    @Test
    void a_client_that_stays_above_the_rate_is_closed_with_4100() {
        loop.freezeTime();
        connect(Map.of(
                "vask.edge.commands-per-second",
                "20",
                "vask.edge.command-burst",
                "2",
                "vask.edge.throttle-timeout",
                "200ms"));
        socket.send(texts(100));

        edge.advance(loop, Duration.ofMillis(199));
        assertThat(socket.frames()).isEmpty();
        edge.advance(loop, Duration.ofMillis(51));

        assertThat(socket.frames()).containsExactly("close 4100");
        assertThat(messages).hasSizeLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "0181 00000000 61"})
    void a_message_that_is_not_complete_in_time_closes_the_connection_with_1008(String beginning) {
        loop.freezeTime();
        connect(Map.of("vask.edge.message-timeout", "100ms"));
        socket.send(HexFormat.of().parseHex(beginning.replace(" ", "")));
        edge.advance(loop, Duration.ofMillis(99));
        assertThat(socket.frames()).isEmpty();

        edge.advance(loop, Duration.ofMillis(1));

        assertThat(socket.frames()).containsExactly("close 1008");
        assertThat(edge.rejected(Bound.MESSAGE_TIME)).isEqualTo(1);
    }

    @Test
    void unfinished_messages_above_the_budget_close_the_connection_with_4100() {
        connect(Map.of("vask.edge.unfinished-bytes", "10000"));
        socket.send(Arrays.copyOf(text("x".repeat(20_000)), 15_000));

        assertThat(socket.frames()).containsExactly("close 4100");
        assertThat(edge.rejected(Bound.MESSAGE_BUDGET)).isEqualTo(1);
        assertThat(edge.limits().budget().change(10_000))
                .as("the bytes are free")
                .isTrue();
    }

    @Test
    void a_client_that_does_not_read_is_closed_with_4100_and_one_that_reads_is_not() {
        loop.freezeTime();
        ClientConnection connection = connect(Map.of("vask.edge.outbound-bytes", "1000"));
        for (int i = 0; i < 10; i++) {
            deliver(connection, "x".repeat(400));
            flush();
        }
        assertThat(socket.frames()).hasSize(10);
        assertThat(connection.isActive()).isTrue();

        socket.reads = false;
        for (int i = 0; i < 10; i++) {
            deliver(connection, "y".repeat(400));
            flush();
        }
        assertThat(connection.isActive()).isFalse();
        assertThat(edge.rejected(Bound.OUTBOUND_BYTES)).isEqualTo(1);
        assertThat(socket.frames()).as("the first write is not complete").hasSize(11);

        socket.accept();

        String last = "y".repeat(400);
        assertThat(socket.frames()).hasSize(14).endsWith(last, last, last, "close 4100");
    }

    @Test
    void a_client_that_does_not_answer_a_close_frame_is_cut() {
        loop.freezeTime();
        EdgeFixture.close(connect(Map.of()), ErrorCode.RECONNECT);
        loop.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        assertThat(socket.open).isTrue();

        loop.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();

        assertThat(socket.open).isFalse();
        assertThat(messages).containsExactly("disconnected");
    }

    @Test
    void the_end_of_the_network_connection_is_reported() {
        ClientConnection connection = connect(Map.of());
        socket.closed.handle(null);

        assertThat(connection.isActive()).isFalse();
        assertThat(messages).containsExactly("disconnected");
    }

    @Test
    void frames_are_counted_as_written_by_the_fallback() {
        assertThat(new NettyTransport(
                                above,
                                above,
                                null,
                                new Flusher(loop.eventLoop(), edge.meters().meters()))
                        .kind())
                .isEqualTo(TransportKind.FALLBACK);
    }
}
