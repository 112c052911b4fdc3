package dev.vask.edge;

import io.netty.channel.ChannelHandlerContext;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets every upgrade pass, and remembers the connection beneath for {@link NettyWire}. */
@Singleton
class UpgradeGate implements HttpUpgradeCheck {

    static final UserData.TypedKey<ChannelHandlerContext> CONNECTION = new UserData.TypedKey<>("vask.connection");

    private static final Uni<CheckResult> PERMITTED = CheckResult.permitUpgrade();

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        NettyWire.under(context.httpRequest()).ifPresent(it -> context.userData().put(CONNECTION, it));
        return PERMITTED;
    }
}
