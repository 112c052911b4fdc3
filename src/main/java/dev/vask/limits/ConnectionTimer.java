package dev.vask.limits;

import dev.vask.meters.Bound;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import java.nio.channels.ClosedChannelException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one connection until it is closed or becomes a WebSocket: for each head, each body, the time without a request,
 * and responses that the client does not read. The processing of a request has no timeout here. As the first handler of the
 * pipeline it sees bytes; {@link Messages} sees HTTP messages.
 */
final class ConnectionTimer extends ChannelInboundHandlerAdapter {

    /** Requests that a client may send without waiting for responses. */
    static final int MAX_PIPELINED = 64;

    private static final Logger LOG = Logger.getLogger(ConnectionTimer.class);
    private static final String MESSAGES = "vask-messages";

    @Nullable
    ConnectionTimer previous;

    @Nullable
    ConnectionTimer next;

    private final ConnectionTimeouts timeouts;
    private @Nullable ConnectionSweep sweep;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Messages messages;
    private boolean multiplexed;
    private boolean inHead;
    private boolean inBody;
    private boolean closed;
    private int unanswered;
    private int unreadTicks;
    private int since;

    ConnectionTimer(ConnectionTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /**
     * Reports that a request reached the router.
     *
     * @param vertx the context of Vert.x's handler
     */
    static void requestArrived(ChannelHandlerContext vertx, HttpServerRequest request) {
        ConnectionTimer timer = vertx.pipeline().get(ConnectionTimer.class);
        if (timer != null && timer.messages == null) {
            timer.firstRequest(vertx, request);
        }
    }

    private void firstRequest(ChannelHandlerContext vertx, HttpServerRequest request) {
        if (vertx.handler() instanceof Http2ConnectionHandler) {
            multiplexed = true;
            return;
        }
        messages = new Messages();
        vertx.pipeline().addBefore(vertx.name(), MESSAGES, messages);
        headArrived();
        inBody = !request.isEnded();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        sweep = timeouts.sweep(active.channel());
        sweep.add(this);
        restart();
        active.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        leaveSweep();
        inactive.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object bytes) {
        if (multiplexed) {
            restart();
        } else if (!inHead && !inBody && unanswered == 0 && messages != null) {
            inHead = true;
            restart();
        }
        ConnectionSweep here = sweep;
        if (here == null) {
            reading.fireChannelRead(bytes);
            return;
        }
        here.reading = reading;
        try {
            reading.fireChannelRead(bytes);
        } finally {
            here.reading = null;
        }
    }

    private void headArrived() {
        inHead = false;
        inBody = true;
        unanswered++;
        restart();
    }

    private void answered() {
        unanswered--;
        if (unanswered == 0 && !inBody) {
            restart();
        }
    }

    private void restart() {
        if (sweep != null) {
            since = sweep.now();
        }
    }

    private void leaveSweep() {
        if (sweep != null) {
            sweep.remove(this);
            sweep = null;
        }
    }

    /** Runs once per tick. */
    void check() {
        if (context == null || sweep == null) {
            return;
        }
        int ticks = sweep.now() - since - 1; // the first tick is not a full one
        unreadTicks = isUnread(context.channel()) ? unreadTicks + 1 : 0;
        if (unreadTicks > timeouts.response()) {
            closeConnection(Bound.RESPONSE_TIME);
        } else if (multiplexed) {
            closeAfter(ticks, timeouts.idle(), Bound.IDLE_TIME);
        } else if (inBody && unanswered > 0 && !context.channel().config().isAutoRead()) {
            restart(); // the server has paused reading
        } else if (inBody || inHead || (messages == null && timeouts.matchesRequests())) {
            closeAfter(ticks, timeouts.request(), Bound.REQUEST_TIME);
        } else if (unanswered == 0 && messages != null) {
            closeAfter(ticks, timeouts.idle(), Bound.IDLE_TIME);
        }
    }

    private static boolean isUnread(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > 0;
    }

    private void closeAfter(int ticks, int max, Bound bound) {
        if (ticks >= max) {
            closeConnection(bound);
        }
    }

    private void closeConnection(Bound bound) {
        if (context == null || closed) {
            return;
        }
        closed = true;
        timeouts.meters().rejected(bound);
        LOG.debugf("Connection from %s closed: %s", context.channel().remoteAddress(), bound.label());
        context.close();
    }

    /** Whether no request is being received or handled. A head that has not reached the router does not count. */
    boolean isIdle() {
        return unanswered == 0 && !inBody && !closed;
    }

    /** Ends the deadlines of a connection that becomes a WebSocket. */
    void becomesWebSocket(ChannelPipeline pipeline) {
        leaveSweep();
        if (messages != null) {
            pipeline.remove(messages);
        }
        pipeline.remove(this);
    }

    /** Sees requests before Vert.x, and responses before they are encoded. */
    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext reading, Object message) {
            if (closed) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpRequest) {
                headArrived();
                if (unanswered > MAX_PIPELINED) {
                    ReferenceCountUtil.release(message);
                    closeConnection(Bound.PIPELINED_REQUESTS);
                    return;
                }
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
            reading.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse response) {
                int status = response.status().code();
                if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                    writing.write(message, promise);
                    becomesWebSocket(writing.pipeline());
                    return;
                }
                if (status < HttpResponseStatus.OK.code()) {
                    restart(); // the client may have waited for 100 Continue
                    writing.write(message, promise);
                    return;
                }
                if (!writing.channel().isWritable()) { // the client requests more while it does not read its responses
                    ReferenceCountUtil.release(message);
                    promise.tryFailure(new ClosedChannelException());
                    closeConnection(Bound.OUTBOUND_BYTES);
                    return;
                }
            }
            if (message instanceof LastHttpContent) {
                answered();
            }
            writing.write(message, promise);
        }
    }
}
