package dev.vask.edge;

import dev.vask.feed.Feed;
import dev.vask.limits.AddressLimits;
import dev.vask.limits.ClientAddress;
import dev.vask.limits.ConnectionLimiter;
import dev.vask.meters.Bound;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Permits every upgrade, and stores the client address, the network connection, and the limit for which
 * {@link ConnectionAdmission} must reject the connection.
 */
@Singleton
class UpgradeHandler implements HttpUpgradeCheck {

    static final UserData.TypedKey<ClientAddress> CLIENT_ADDRESS = new UserData.TypedKey<>("vask.visitor");

    /** The address as text, if somebody watches an app. */
    static final UserData.TypedKey<String> ADDRESS = new UserData.TypedKey<>("vask.address");

    static final UserData.TypedKey<Bound> REACHED = new UserData.TypedKey<>("vask.reached");

    private static final Uni<CheckResult> PERMITTED = CheckResult.permitUpgrade();

    private final AddressLimits addressLimits;
    private final ConnectionLimiter limiter;
    private final NetworkConnections network;
    private final Feed feed;

    UpgradeHandler(AddressLimits addressLimits, ConnectionLimiter limiter, NetworkConnections network, Feed feed) {
        this.feed = feed;
        this.network = network;
        this.addressLimits = addressLimits;
        this.limiter = limiter;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        network.upgrading(context);
        context.userData().put(CLIENT_ADDRESS, addressLimits.clientAddress(context.httpRequest()));
        Bound reached = limiter.rejectionOfUpgrade(context.httpRequest());
        if (reached != null) {
            context.userData().put(REACHED, reached);
        }
        if (feed.isActive()) {
            context.userData()
                    .put(
                            ADDRESS,
                            addressLimits.adminClient(context.httpRequest()).address());
        }
        return PERMITTED;
    }
}
