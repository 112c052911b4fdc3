package dev.vask.edge;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Permits every upgrade, and stores the client and the network connection for {@link PusherEndpoint}. */
@Singleton
class UpgradeHandler implements HttpUpgradeCheck {

    static final UserData.TypedKey<UpgradedClient> CLIENT = new UserData.TypedKey<>("vask.client");

    private static final Uni<CheckResult> PERMITTED = CheckResult.permitUpgrade();

    private final NetworkConnections network;
    private final UpgradedClients clients;

    UpgradeHandler(NetworkConnections network, UpgradedClients clients) {
        this.network = network;
        this.clients = clients;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
        network.upgrading(upgrade);
        upgrade.userData().put(CLIENT, clients.of(upgrade.httpRequest(), upgrade.pathParam(UpgradedClients.KEY)));
        return PERMITTED;
    }
}
