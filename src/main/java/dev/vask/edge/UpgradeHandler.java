package dev.vask.edge;

import dev.vask.guard.ConnectionLimiter;
import dev.vask.guard.Guard;
import dev.vask.guard.Visitor;
import dev.vask.meters.Bound;
import io.netty.channel.ChannelHandlerContext;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Permits every upgrade, and stores the client address, the underlying connection for {@link NettyWire}, and the limit for which
 * {@link Door} must reject the connection.
 */
@Singleton
class UpgradeGate implements HttpUpgradeCheck {

    static final UserData.TypedKey<ChannelHandlerContext> CONNECTION = new UserData.TypedKey<>("vask.connection");

    static final UserData.TypedKey<Visitor> VISITOR = new UserData.TypedKey<>("vask.visitor");

    static final UserData.TypedKey<Bound> REACHED = new UserData.TypedKey<>("vask.reached");

    private static final Uni<CheckResult> PERMITTED = CheckResult.permitUpgrade();

    private final Guard guard;
    private final ConnectionLimiter limiter;

    UpgradeGate(Guard guard, ConnectionLimiter limiter) {
        this.guard = guard;
        this.limiter = limiter;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        NettyWire.under(context.httpRequest()).ifPresent(it -> context.userData().put(CONNECTION, it));
        context.userData().put(VISITOR, guard.visitor(context.httpRequest()));
        Bound reached = limiter.rejectionOfUpgrade(context.httpRequest());
        if (reached != null) {
            context.userData().put(REACHED, reached);
        }
        return PERMITTED;
    }
}
