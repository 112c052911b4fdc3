package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.meters.Bound;
import dev.vask.meters.TestMeters;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests whose connection is not of the expected class of Vert.x. */
class ConnectionLookupTest {

    private final TestMeters meters = new TestMeters();
    private final LimitsFixture limits = LimitsFixture.with(Map.of("vask.edge.request-timeout", "2s"), meters.meters());
    private final HttpConnection connection = stub(HttpConnection.class, null);
    private final HttpServerRequest request = stub(HttpServerRequest.class, connection);
    private final Handler handler = new Handler();

    @SuppressWarnings("unchecked")
    private static <T> T stub(Class<T> type, @Nullable Object result) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "isEnded" -> true;
                    default -> result;
                });
    }

    /** Handles requests instead of Vert.x's handler. */
    private final class Handler extends ChannelInboundHandlerAdapter {

        @Nullable
        ChannelHandlerContext context;

        @Nullable
        ChannelHandlerContext found;

        boolean matches = true;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            this.context = context;
            found = limits.lookup.find(request);
            if (found == null || !matches) {
                limits.timeouts.requestNotMatched();
            } else {
                ConnectionTimer.requestArrived(found, request);
            }
        }
    }

    private EmbeddedChannel connect() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addFirst(new ConnectionTimer(limits.timeouts)).addLast(handler);
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private static void advance(EmbeddedChannel channel, int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void a_connection_is_found_while_its_first_request_is_read_and_remembered_until_it_is_closed() {
        EmbeddedChannel channel = connect();
        assertThat(limits.lookup.find(request)).isNull();

        channel.writeInbound(Unpooled.EMPTY_BUFFER);

        assertThat(handler.found).isNotNull().isSameAs(handler.context);
        assertThat(limits.lookup.find(request)).isSameAs(handler.context);
        channel.close();
        assertThat(limits.lookup.find(request)).isNull();
    }

    @Test
    void the_deadline_for_the_first_request_ends_with_it() {
        EmbeddedChannel channel = connect();
        channel.writeInbound(Unpooled.EMPTY_BUFFER);

        advance(channel, 10);

        assertThat(channel.isOpen()).isTrue();
        assertThat(meters.rejected(Bound.REQUEST_TIME)).isZero();
    }

    @Test
    void a_connection_without_a_request_is_closed() {
        EmbeddedChannel channel = connect();

        advance(channel, 10);

        assertThat(channel.isOpen()).isFalse();
        assertThat(meters.rejected(Bound.REQUEST_TIME)).isEqualTo(1);
    }

    @Test
    void an_unmatched_request_disables_the_timeout_of_first_requests() {
        handler.matches = false;
        EmbeddedChannel channel = connect();
        channel.writeInbound(Unpooled.EMPTY_BUFFER);

        advance(channel, 120);

        assertThat(channel.isOpen()).isTrue();
    }
}
