package dev.vask.edge;

import dev.vask.guard.Guard;
import dev.vask.guard.Visitor;
import io.netty.channel.ChannelHandlerContext;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets every upgrade pass, and remembers who it is from, and the connection beneath for {@link NettyWire}. */
@Singleton
class UpgradeGate implements HttpUpgradeCheck {

    static final UserData.TypedKey<ChannelHandlerContext> CONNECTION = new UserData.TypedKey<>("vask.connection");

    static final UserData.TypedKey<Visitor> VISITOR = new UserData.TypedKey<>("vask.visitor");

    private static final Uni<CheckResult> PERMITTED = CheckResult.permitUpgrade();

    private final Guard guard;

    UpgradeGate(Guard guard) {
        this.guard = guard;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        NettyWire.under(context.httpRequest()).ifPresent(it -> context.userData().put(CONNECTION, it));
        context.userData().put(VISITOR, guard.visitor(context.httpRequest()));
        return PERMITTED;
    }
}
