package dev.vask.limits;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import org.jspecify.annotations.Nullable;

/**
 * Counts each accepted connection and adds its {@link ConnectionTimer}. Netty loads it as a service after {@link #enable}. Runs on
 * the thread that accepts connections.
 */
@RegisterForReflection
@RegisterResources(globs = "META-INF/services/io.netty.bootstrap.ChannelInitializerExtension")
public final class ConnectionInitializer extends ChannelInitializerExtension {

    private @Nullable ConnectionLimiter limiter;
    private @Nullable ConnectionTimeouts timeouts;

    /** Enables the service. Netty looks for it once, at the first connection that the process opens or accepts. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (limiter().accept(channel)) {
            channel.pipeline().addFirst(new ConnectionTimer(timeouts()));
        } else {
            channel.pipeline().removeLast(); // the initializer of Vert.x, which has not run
            channel.unsafe().closeForcibly();
        }
    }

    private ConnectionLimiter limiter() {
        ConnectionLimiter known = limiter;
        if (known == null) {
            known = Arc.container().instance(ConnectionLimiter.class).get();
            limiter = known;
        }
        return known;
    }

    private ConnectionTimeouts timeouts() {
        ConnectionTimeouts known = timeouts;
        if (known == null) {
            known = Arc.container().instance(ConnectionTimeouts.class).get();
            timeouts = known;
        }
        return known;
    }
}
