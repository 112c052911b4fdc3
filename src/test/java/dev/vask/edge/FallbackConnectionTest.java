package dev.vask.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.meters.Bound;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection without access to its network connection: the same bounds and close codes with the public API only. */
class FallbackConnectionTest {

    private final EdgeFixture edge = EdgeFixture.with(Map.of(
            "vask.edge.commands-per-second", "10",
            "vask.edge.command-burst", "5",
            "vask.edge.throttle-timeout", "2s",
            "vask.edge.outbound-bytes", "1000",
            "vask.edge.unfinished-bytes", "10000"));
    private final List<String> written = new ArrayList<>();
    private final List<Runnable> pendingWrites = new ArrayList<>();
    private final ClientConnection connection = new ClientConnection(
            new FallbackInboundLimiter(edge.limits()), new WebSocketsNextTransport(socket()), edge.limits());

    private WebSocketConnection socket() {
        return (WebSocketConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WebSocketConnection.class}, (proxy, method, arguments) -> {
                    written.add(method.getName() + (arguments[0] instanceof CloseReason it ? " " + it.getCode() : ""));
                    return Uni.createFrom().<Void>emitter(emitter -> pendingWrites.add(() -> emitter.complete(null)));
                });
    }

    @Test
    void a_client_above_the_rate_for_the_throttle_timeout_is_closed_with_4100() {
        for (int i = 0; i < 5 + 2 * 10; i++) {
            connection.receive("x");
            assertThat(written).isEmpty();
        }
        for (int i = 0; i < 10_000 && written.isEmpty(); i++) {
            connection.receive("x");
        }

        assertThat(written).containsExactly("close 4100");
        assertThat(edge.rejected(Bound.COMMAND_RATE)).isEqualTo(1);
    }

    @Test
    void control_frames_count_too() {
        for (int i = 0; i < 10_000 && written.isEmpty(); i++) {
            connection.receiveControlFrame();
        }

        assertThat(written).containsExactly("close 4100");
    }

    @Test
    void messages_that_wait_count_against_the_budget_until_the_end() {
        connection.admit(CompletableFuture::new, session -> {
            throw new AssertionError("the admission is not over");
        });
        connection.receive("x".repeat(6_000));
        connection.receive("x".repeat(6_000));

        assertThat(written).containsExactly("close 4100");
        assertThat(edge.rejected(Bound.MESSAGE_BUDGET)).isEqualTo(1);
        assertThat(edge.limits().budget().change(10_000)).isTrue();
    }

    @Test
    void a_client_that_does_not_read_is_closed_with_4100_and_one_that_reads_is_not() {
        for (int i = 0; i < 10; i++) {
            EdgeFixture.deliver(connection, "x".repeat(400));
            pendingWrites.forEach(Runnable::run);
            pendingWrites.clear();
        }
        assertThat(written).containsOnly("sendText").hasSize(10);
        written.clear();

        for (int i = 0; i < 10; i++) {
            EdgeFixture.deliver(connection, "x".repeat(400));
        }

        assertThat(written).containsExactly("sendText", "sendText", "sendText", "close 4100");
        assertThat(edge.rejected(Bound.OUTBOUND_BYTES)).isEqualTo(1);
    }

    @Test
    void a_binary_message_is_answered_with_1003() {
        connection.close(edge.limits().binary());
        connection.close(edge.limits().binary());

        assertThat(written).containsExactly("close 1003");
    }
}
