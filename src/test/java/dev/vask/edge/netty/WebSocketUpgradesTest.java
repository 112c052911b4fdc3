package dev.vask.edge.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.edge.EdgeFixture;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pipeline of a connection after its upgrade to a WebSocket. */
class WebSocketUpgradesTest {

    private static final String REQUEST = "GET /app/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    private final EdgeFixture edge = EdgeFixture.with(Map.of());
    private final WebSocketUpgrades upgrades =
            new WebSocketUpgrades(new Flushers(edge.meters().meters()), edge.limits());
    private final ClientChannel channel = new ClientChannel();
    private final List<Object> messages = new ArrayList<>();

    /** Responds to the upgrade request in place of Vert.x's handler. */
    private final class Server extends ChannelInboundHandlerAdapter {

        private final boolean known;

        /** @param known whether the pipeline is the expected one */
        Server(boolean known) {
            this.known = known;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                upgrades.prepare(context, Runnable::run);
                if (known) {
                    new WebSocketServerHandshaker13("ws://x/", null, false, 65_536)
                            .handshake(context.channel(), request, null, context.newPromise());
                } else {
                    context.writeAndFlush(
                            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
                }
            } else if (!(message instanceof LastHttpContent)) {
                messages.add(message);
            }
            ReferenceCountUtil.release(message);
        }
    }

    private void upgrade(boolean known) {
        channel.pipeline()
                .addLast(new HttpRequestDecoder())
                .addLast(new HttpResponseEncoder())
                .addLast(new Server(known));
        channel.writeInbound(Unpooled.copiedBuffer(REQUEST, US_ASCII));
    }

    @Test
    void a_known_pipeline_gets_the_frame_handler_which_reads_when_the_connection_is_admitted() {
        upgrade(true);
        channel.send("8280 00000000");

        FrameHandler frames = channel.pipeline().get(FrameHandler.class);
        assertThat(frames).isNotNull();
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(frames.connection().isActive()).isTrue();

        frames.resume();

        assertThat(frames.connection().isActive()).isFalse();
        assertThat(messages).as("what WebSockets Next gets").isEmpty();
    }

    @Test
    void a_close_by_vertx_closes_the_connection() {
        upgrade(true);
        FrameHandler frames = channel.pipeline().get(FrameHandler.class);
        frames.resume();

        channel.pipeline().lastContext().writeAndFlush(new CloseWebSocketFrame(1001, ""));

        assertThat(frames.connection().isActive()).isFalse();
        assertThat(channel.isOpen()).isTrue();
        channel.send("8882 00000000 03e9");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_whose_pipeline_is_not_known_is_closed_and_no_other_is_prepared() {
        upgrade(false);

        assertThat(channel.isOpen()).isFalse();
        ClientChannel other = new ClientChannel();
        other.pipeline().addLast(new Server(true));
        assertThat(upgrades.prepare(other.pipeline().lastContext(), Runnable::run))
                .isFalse();
        assertThat(other.pipeline().names()).noneMatch(it -> it.startsWith("vask"));
    }
}
