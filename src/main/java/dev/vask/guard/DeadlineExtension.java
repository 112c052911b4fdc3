package dev.vask.guard;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives each connection that comes in a {@link RequestDeadline}: Netty finds it as a service once {@link #announce} has said so. */
@RegisterForReflection
@RegisterResources(globs = "META-INF/services/io.netty.bootstrap.ChannelInitializerExtension")
public final class DeadlineExtension extends ChannelInitializerExtension {

    private final Duration timeout = ConfigProvider.getConfig()
            .unwrap(SmallRyeConfig.class)
            .getConfigMapping(GuardConfig.class)
            .requestTimeout();

    /** Has Netty look for it, which Netty does once: when the first connection is made or taken, to a database too. */
    public static void announce() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new RequestDeadline(timeout));
    }
}
