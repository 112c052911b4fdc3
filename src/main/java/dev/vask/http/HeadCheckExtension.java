package dev.vask.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.impl.VertxHandler;
import jakarta.enterprise.inject.spi.CDI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds a {@link HeadCheck} to each HTTP/1 connection, and lets {@link MalformedRequests} respond to requests that it or Netty
 * rejects. Netty loads this class as a service, see {@code dev.vask.limits.ConnectionInitializer}.
 */
@RegisterForReflection
public final class HeadCheckExtension extends ChannelInitializerExtension {

    private static final String VERTX = "handler";
    private static final String UPGRADE_HANDLER = "h2c";

    private volatile @Nullable MalformedRequests malformed;
    private volatile @Nullable List<HttpPipelineExtension> extensions;

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new Start());
    }

    private MalformedRequests malformed() {
        MalformedRequests known = malformed;
        if (known == null) {
            known = CDI.current().select(MalformedRequests.class).get();
            malformed = known;
        }
        return known;
    }

    private List<HttpPipelineExtension> extensions() {
        List<HttpPipelineExtension> known = extensions;
        if (known == null) {
            known = CDI.current().select(HttpPipelineExtension.class).stream().toList();
            extensions = known;
        }
        return known;
    }

    /**
     * Installs the check if Vert.x has set up the pipeline. Returns false if Vert.x does so later, after TLS or the PROXY protocol.
     */
    private boolean install(ChannelPipeline pipeline) {
        if (pipeline.get(VERTX) == null) {
            return false;
        }
        if (pipeline.get(VERTX) instanceof VertxHandler<?> handler
                && handler.getConnection() instanceof Http1xServerConnection connection) {
            pipeline.addBefore(
                    VERTX,
                    HttpPipelineExtension.HEAD_CHECK,
                    new HeadCheck(malformed().maxHeadBytes()));
            connection.invalidRequestHandler(malformed());
            for (HttpPipelineExtension extension : extensions()) {
                extension.extend(
                        pipeline.context(VERTX),
                        connection,
                        () -> connection.getContext().duplicate()::dispatch);
            }
        }
        return true;
    }

    /** Waits for the connection. */
    private final class Start extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!install(context.pipeline())) {
                context.pipeline().addLast(new Later());
            }
            context.fireChannelActive();
            context.pipeline().remove(this);
        }
    }

    /** Waits for the first bytes after TLS or the PROXY protocol, whose handlers are added after this one. */
    private final class Later extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (context.pipeline().get(UPGRADE_HANDLER) != null) {
                context.pipeline().addBefore(UPGRADE_HANDLER, null, new UpgradeIgnorer());
            }
            if (!install(context.pipeline())) {
                context.pipeline().addLast(new Later());
            }
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }
    }

    /**
     * Ignores a request to upgrade to HTTP/2, which without TLS is not offered (1.12). On the management port, Quarkus has no setting for
     * that. An upgrade is made with the first request of a connection.
     */
    private static final class UpgradeIgnorer extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request
                    && request.headers()
                            .contains(HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
            }
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }
    }
}
