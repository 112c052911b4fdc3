package dev.vask.edge;

import dev.vask.http.RouteOrder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Decides who serves a valid handshake that reached the router: WebSockets Next, with {@link PusherEndpoint}, or {@link Upgrades} if the
 * network connection must not be used ({@code vask.edge.direct-writes=false}) or is not known.
 */
@Singleton
class UpgradeRoute {

    private final NetworkConnections network;
    private final Upgrades upgrades;
    private final UpgradedClients clients;
    private final ConnectionAdmission admission;

    UpgradeRoute(
            NetworkConnections network, Upgrades upgrades, UpgradedClients clients, ConnectionAdmission admission) {
        this.network = network;
        this.upgrades = upgrades;
        this.clients = clients;
        this.admission = admission;
    }

    void install(@Observes Router router) {
        router.route("/app/:" + UpgradedClients.KEY)
                .order(RouteOrder.WEBSOCKET_UPGRADE.number())
                .handler(this::upgrade);
    }

    private void upgrade(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!UpgradeRequest.isOne(request) || network.prepare(request)) {
            context.next();
            return;
        }
        UpgradedClient client = clients.of(request, context.pathParam(UpgradedClients.KEY));
        upgrades.upgrade(context, (connection, loop) -> admission.enter(connection, client, loop, false));
    }
}
