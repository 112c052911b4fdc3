package dev.vask.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Closes a connection that has not sent the head of a request in time, however slowly it goes on with it. */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(RequestDeadline.class);

    private final Duration timeout;
    private @Nullable Future<?> end;

    RequestDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    /** A connection has sent a request: its deadline is over, if it had one. */
    static void met(ChannelPipeline pipeline) {
        if (pipeline.get(RequestDeadline.class) != null) {
            pipeline.remove(RequestDeadline.class);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        end = context.executor().schedule(() -> close(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    private void close(ChannelHandlerContext context) {
        LOG.debugf("A connection from %s has sent no request within %s", context.channel().remoteAddress(), timeout);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
        }
    }
}
