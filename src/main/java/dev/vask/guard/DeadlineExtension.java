package dev.vask.guard;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives each connection that comes in a {@link RequestDeadline}: Netty finds it as a service once {@link Deadlines} says so. */
@RegisterForReflection
@RegisterResources(globs = "META-INF/services/io.netty.bootstrap.ChannelInitializerExtension")
public final class DeadlineExtension extends ChannelInitializerExtension {

    private final Duration timeout = ConfigProvider.getConfig()
            .unwrap(SmallRyeConfig.class)
            .getConfigMapping(GuardConfig.class)
            .requestTimeout();

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new RequestDeadline(timeout));
    }
}
