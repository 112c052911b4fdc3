package dev.vask.edge.netty;

import dev.vask.edge.ConnectionAdmission;
import dev.vask.edge.EdgeRole;
import dev.vask.edge.FrameLimits;
import dev.vask.edge.UpgradedClient;
import dev.vask.feed.Feed;
import dev.vask.http.HttpPipelineExtension;
import dev.vask.limits.AddressLimits;
import dev.vask.limits.ConnectionLimiter;
import dev.vask.limits.ConnectionLookup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServer;
import io.vertx.core.http.HttpConnection;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades a connection to a WebSocket in Netty's pipeline, before Vert.x sees the request, if it is a {@link PlainHandshake} and all
 * requests before it are answered. Every other request goes on to the router, which also responds to invalid handshakes. Vert.x's handler
 * stays at the end of the pipeline, for the end of the network connection.
 */
@Singleton
@Unremovable // looked up by HeadCheckExtension
class DirectUpgrades implements HttpPipelineExtension {

    private static final String NAME = "vask-direct-upgrade";

    private final HttpServer server;
    private final EdgeRole role;
    private final ConnectionLookup lookup;
    private final ConnectionLimiter limiter;
    private final AddressLimits addresses;
    private final Feed feed;
    private final Flushers flushers;
    private final FrameLimits limits;
    private final ConnectionAdmission admission;
    private final HandshakeAccept accept = new HandshakeAccept();

    DirectUpgrades(
            HttpServer server,
            EdgeRole role,
            ConnectionLookup lookup,
            ConnectionLimiter limiter,
            AddressLimits addresses,
            Feed feed,
            Flushers flushers,
            FrameLimits limits,
            ConnectionAdmission admission) {
        this.server = server;
        this.role = role;
        this.lookup = lookup;
        this.limiter = limiter;
        this.addresses = addresses;
        this.feed = feed;
        this.flushers = flushers;
        this.limits = limits;
        this.admission = admission;
    }

    /**
     * Whether a pipeline is one that {@link #extend} has extended, and has not been changed since.
     *
     * @param vertx the context of Vert.x's handler, null if not found
     */
    static boolean isKnown(@Nullable ChannelHandlerContext vertx) {
        return vertx != null
                && vertx.pipeline().get(NAME) != null
                && vertx.pipeline().get(HttpRequestDecoder.class) != null;
    }

    @Override
    public void extend(ChannelHandlerContext vertx, HttpConnection connection, Supplier<Executor> contexts) {
        if (role.serves() && lookup.isDirect() && isPublic(vertx.channel())) {
            vertx.pipeline().addBefore(vertx.name(), NAME, new Requests(vertx, connection, contexts));
        }
    }

    /** Whether a connection arrived on the public port, not on the management port. */
    private boolean isPublic(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress address
                && (address.getPort() == server.getPort() || address.getPort() == server.getSecurePort());
    }

    /** Waits for a plain handshake among the requests of a connection. */
    private final class Requests extends ChannelInboundHandlerAdapter {

        private final ChannelHandlerContext vertx;
        private final HttpConnection connection;
        private final Supplier<Executor> contexts;
        private @Nullable HttpRequest handshake;

        Requests(ChannelHandlerContext vertx, HttpConnection connection, Supplier<Executor> contexts) {
            this.vertx = vertx;
            this.connection = connection;
            this.contexts = contexts;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            HttpRequest accepted = handshake;
            if (accepted != null) {
                ReferenceCountUtil.release(message);
                if (message instanceof LastHttpContent) {
                    new Upgrade(context, accepted).run();
                }
            } else if (message instanceof HttpRequest request
                    && PlainHandshake.is(request)
                    && limiter.isIdle(context.channel())
                    && context.pipeline().get(HttpContentCompressor.class) == null) {
                handshake = request;
            } else {
                context.fireChannelRead(message);
            }
        }

        /** Replaces the handlers for HTTP by those for frames, writes the handshake response, and has the connection admitted. */
        private final class Upgrade {

            private final ChannelPipeline pipeline;
            private final HttpRequest request;
            private final Executor vertxContext = contexts.get();
            private final FrameHandler frames;
            private final ChannelHandlerContext encoder;
            private final NettyTransport transport;

            Upgrade(ChannelHandlerContext context, HttpRequest request) {
                this.pipeline = context.pipeline();
                this.request = request;
                String encoderName = pipeline.context(HttpResponseEncoder.class).name();
                pipeline.replace(encoderName, encoderName, new WebSocket13FrameEncoder(false));
                this.encoder = pipeline.context(encoderName);
                this.transport = new NettyTransport(
                        vertx,
                        encoder,
                        DirectSocket.of(context),
                        flushers.of(context.channel().eventLoop()));
                this.frames = new FrameHandler(
                        vertx,
                        transport,
                        limits,
                        client -> new ClientReceiver(client, vertxContext, vertx, admission::leave));
            }

            void run() {
                Channel channel = vertx.channel();
                UpgradedClient client = client(channel);
                encoder.write(accept.response(request, channel.alloc()), encoder.voidPromise());
                pipeline.remove(HEAD_CHECK);
                frames.receiveEarlyFrames(true);
                pipeline.replace(NAME, "vask-frames", frames);
                ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
                pipeline.addBefore(decoder.name(), "vask-transport", transport);
                pipeline.addAfter(decoder.name(), "vask-utf8", new Utf8FrameValidator(false));
                pipeline.replace(
                        decoder.name(), "vask-decoder", frames.decoder()); // passes on what was received too early
                frames.receiveEarlyFrames(false);
                vertxContext.execute(() -> admission.enter(frames.connection(), client, channel.eventLoop(), true));
                transport.flushLater();
            }

            private UpgradedClient client(Channel channel) {
                String uri = request.uri();
                int query = uri.indexOf('?');
                return new UpgradedClient(
                        uri.substring(PlainHandshake.PATH.length(), query < 0 ? uri.length() : query),
                        query < 0 ? null : uri.substring(query + 1),
                        request.headers().get(HttpHeaderNames.ORIGIN),
                        addresses.clientAddress(connection, request.headers()),
                        limiter.upgraded(channel),
                        feed.isActive() ? addresses.addressOf(connection, request.headers()) : null);
            }
        }
    }
}
